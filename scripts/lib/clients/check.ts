// The steps of run.py with openapi-generator's typescript-fetch client.
import {
    AccessApi, ChannelsApi, Configuration, EventsApi, OperationFromJSON, Priority, ProblemFromJSON, ResponseError, TicketState, TicketsApi,
    WritableStatus,
} from './index';

declare const process: {env: {[name: string]: string}, exit(status: number): never};

const connect = (variable: string) => new Configuration({basePath: process.env[variable], accessToken: process.env.GATEWAY_TOKEN});

function check(holds: boolean, what: string, details?: unknown) {
    if (!holds) throw new Error(`${what}: ${JSON.stringify(details)}`);
}

async function refusal(call: Promise<unknown>) {
    try {
        await call;
    } catch (error) {
        if (error instanceof ResponseError) return ProblemFromJSON(await error.response.json());
        throw error;
    }
    throw new Error('the call was not refused');
}

async function main() {
    const tickets = new TicketsApi(connect('GATEWAY_URL'));
    const slug = 'demo';
    const began = new Date(Date.now() - 60_000);

    const dueAt = new Date('2030-05-06T12:00:00Z');
    const ticketCreate = {title: 'The login page is blank', body: 'Since this morning.', labels: new Set(['bug']), priority: Priority.High, dueAt};
    const created = await tickets.createTicketRaw({slug, ticketCreate, idempotencyKey: String(Date.now())});
    const ticket = await created.value();
    check(created.raw.status === 201 && ticket.tracker === 'local' && ticket.kind === 'issue', 'create', ticket);
    check(ticket.dueAt?.getTime() === dueAt.getTime(), 'create', ticket);
    const etag = created.raw.headers.get('ETag')!;
    console.log('create');

    const key = ticket.key;
    const changed = await tickets.updateTicket({slug, key, ticketPatch: {title: 'Blank login page', dueAt: null}});
    check(changed.title === 'Blank login page' && changed.dueAt === null, 'null', changed);
    check(changed.body === 'Since this morning.' && changed.labels[0] === 'bug', 'omitted', changed);
    console.log('null and omitted');

    const {results} = await tickets.batchTickets({batchRequest: {operations: [
        {op: 'create', channel: slug, ticket: {title: 'One of a batch'}},
        {op: 'update', channel: slug, key, ticket: {status: WritableStatus.InProgress}},
        {op: 'comment', channel: slug, key, comment: {body: 'From a batch.'}},
        {op: 'delete', channel: slug, key: '999999'},
    ]}});
    check(results.map(result => result.status).join() === '201,200,201,404', 'batch', results);
    check(results[1].ticket?.status === 'in_progress' && results[2].comment?.body === 'From a batch.', 'batch', results);
    check(results[3].problem?.code === 'not_found', 'batch', results);
    console.log('batch');

    const octets = new Uint8Array(768).map((_, index) => index);
    const attachment = await tickets.uploadAttachment({slug, key, filename: 'all octets.bin', body: new Blob([octets])});
    check(attachment.size === 768, 'upload', attachment);
    const downloaded = await tickets.downloadAttachment({slug, key, id: attachment.id});
    const content = new Uint8Array(await downloaded.arrayBuffer());
    check(content.length === 768 && content.every((octet, index) => octet === index % 256), 'download', downloaded.name);
    console.log('upload and download');

    const conflict = await refusal(tickets.updateTicket({slug, key, ticketPatch: {title: 'Too late'}, ifMatch: etag}));
    check(conflict.status === 412 && conflict.code === 'precondition_failed', '412', conflict);
    console.log('typed 412');

    // createTicket decodes every 2xx as a ticket; createTicketRaw gives access to the status first.
    const accepted = await tickets.createTicketRaw({slug, ticketCreate: {title: 'Later'}, prefer: 'respond-async'});
    check(accepted.raw.status === 202, '202', accepted.raw.status);
    const operation = OperationFromJSON(await accepted.raw.json());
    check(operation.kind === 'ticket.create' && (await tickets.getOperation({id: operation.id})).id === operation.id, 'operation', operation);
    console.log('accepted for later (202)');

    const found = await tickets.searchTickets({createdAfter: began, channel: new Set([slug]), label: new Set(['bug'])});
    check(found.data.some(one => one.id === ticket.id), 'search', found);
    console.log('times in a query');

    const grown = connect('GROWN_GATEWAY_URL');
    const one = await new TicketsApi(grown).getTicket({slug, key});
    check(one.tracker === 'jira' && one.kind === 'epic' && one.status === 'triaged' && one.state === TicketState.Open, 'a ticket', one);
    check((await new TicketsApi(grown).listTickets({slug})).data[0].tracker === 'jira', 'a list');
    check((await new ChannelsApi(grown).getChannel({slug})).tracker === 'jira', 'a channel');
    check((await new EventsApi(grown).listEvents()).data[0].type === 'ticket.snoozed', 'events');
    check((await new AccessApi(grown).listAuditEntries()).data[0].object.type === 'ticket.snoozed', 'the audit log');
    check((await refusal(new TicketsApi(grown).getTicket({slug, key: '999999'}))).code === 'not_found', 'a problem');
    console.log('unknown field and tracker');
}

main().catch(error => {
    console.log(String(error.stack ?? error));
    process.exit(1);
});
