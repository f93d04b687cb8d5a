// The steps of run.py with openapi-generator's Go client.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"

	api "example.org/client"
)

func main() {
	ctx := context.WithValue(context.Background(), api.ContextAccessToken, os.Getenv("GATEWAY_TOKEN"))
	tickets := connect("GATEWAY_URL").TicketsAPI
	began := time.Now().In(time.FixedZone("", 2*3600)).Add(-time.Minute)

	due := time.Date(2030, 5, 6, 12, 0, 0, 0, time.UTC)
	body := api.NewTicketCreate()
	body.SetTitle("The login page is blank")
	body.SetBody("Since this morning.")
	body.SetLabels([]string{"bug"})
	body.SetPriority(api.PRIORITY_HIGH)
	body.SetDueAt(due)
	ticket, response, err := tickets.CreateTicket(ctx, "demo").TicketCreate(*body).IdempotencyKey(fmt.Sprint(time.Now().UnixNano())).Execute()
	check(err == nil && response.StatusCode == http.StatusCreated, "create", err)
	check(ticket.Tracker == "local" && ticket.Kind == "issue" && ticket.GetDueAt().Equal(due), "the new ticket", ticket)
	etag := response.Header.Get("ETag")
	fmt.Println("create")

	patch := api.NewTicketPatch()
	patch.SetTitle("Blank login page")
	patch.SetDueAtNil()
	changed, _, err := tickets.UpdateTicket(ctx, "demo", ticket.Key).TicketPatch(*patch).Execute()
	check(err == nil, "patch", err)
	check(changed.Title == "Blank login page" && changed.DueAt.Get() == nil, "null", changed)
	check(changed.Body == "Since this morning." && len(changed.Labels) == 1, "omitted", changed)
	fmt.Println("null and omitted")

	batch(ctx, tickets, ticket.Key)
	fmt.Println("batch")
	files(ctx, tickets, ticket.Key)
	fmt.Println("upload and download")

	_, response, err = tickets.UpdateTicket(ctx, "demo", ticket.Key).TicketPatch(*patch).IfMatch(etag).Execute()
	check(response.StatusCode == http.StatusPreconditionFailed && problem(err).Code == "precondition_failed", "412", err)
	fmt.Println("typed 412")

	// The generated method decodes every 2xx as a ticket and fails for a 202, but the response's body is still readable.
	_, response, _ = tickets.CreateTicket(ctx, "demo").TicketCreate(*body).Prefer("respond-async").Execute()
	check(response.StatusCode == http.StatusAccepted, "202", response.Status)
	var accepted api.Operation
	check(json.NewDecoder(response.Body).Decode(&accepted) == nil && accepted.Kind == "ticket.create", "the operation", accepted)
	_, _, err = tickets.GetOperation(ctx, accepted.Id).Execute()
	check(err == nil, "the operation's address", err)
	fmt.Println("accepted for later (202)")

	found, _, err := tickets.SearchTickets(ctx).CreatedAfter(began).Channel([]string{"demo"}).Label([]string{"bug"}).Execute()
	check(err == nil && contains(found.Data, ticket.Id), "search", err)
	fmt.Println("times in a query")

	grown(ctx, ticket.Key)
	fmt.Println("unknown field and tracker")
}

func batch(ctx context.Context, tickets *api.TicketsAPIService, key string) {
	one := api.NewTicketCreate()
	one.SetTitle("One of a batch")
	patch := api.NewTicketPatch()
	patch.SetStatus(api.WRITABLESTATUS_IN_PROGRESS)
	operations := []api.BatchOperation{
		api.BatchCreateAsBatchOperation(api.NewBatchCreate("create", "demo", *one)),
		api.BatchUpdateAsBatchOperation(api.NewBatchUpdate("update", "demo", key, *patch)),
		api.BatchCommentAsBatchOperation(api.NewBatchComment("comment", "demo", key, *api.NewCommentCreate("From a batch."))),
		api.BatchDeleteAsBatchOperation(api.NewBatchDelete("delete", "demo", "999999")),
	}
	answer, _, err := tickets.BatchTickets(ctx).BatchRequest(*api.NewBatchRequest(operations)).Execute()
	check(err == nil && len(answer.Results) == 4, "batch", err)
	for index, status := range []int32{201, 200, 201, 404} {
		check(answer.Results[index].Status == status, "batch", answer.Results[index])
	}
	check(answer.Results[1].Ticket.Status == "in_progress" && answer.Results[2].Comment.Body == "From a batch.", "batch", answer)
	check(answer.Results[3].Problem.Code == "not_found", "batch", answer)
}

func files(ctx context.Context, tickets *api.TicketsAPIService, key string) {
	octets := make([]byte, 768)
	for index := range octets {
		octets[index] = byte(index)
	}
	file, err := os.CreateTemp("", "octets")
	check(err == nil, "a file", err)
	defer os.Remove(file.Name())
	_, err = file.Write(octets)
	check(err == nil, "a file", err)
	_, err = file.Seek(0, io.SeekStart)
	check(err == nil, "a file", err)
	attachment, _, err := tickets.UploadAttachment(ctx, "demo", key).Filename("all octets.bin").Body(file).Execute()
	check(err == nil && attachment.GetSize() == 768, "upload", err)
	downloaded, _, err := tickets.DownloadAttachment(ctx, "demo", key, attachment.Id).Execute()
	check(err == nil, "download", err)
	defer os.Remove(downloaded.Name())
	content, err := io.ReadAll(downloaded)
	check(err == nil && bytes.Equal(content, octets), "download", err)
}

func grown(ctx context.Context, key string) {
	client := connect("GROWN_GATEWAY_URL")
	one, _, err := client.TicketsAPI.GetTicket(ctx, "demo", key).Execute()
	check(err == nil && one.Tracker == "jira" && one.Kind == "epic" && one.Status == "triaged", "a ticket", err)
	check(one.AdditionalProperties["added_later"] != nil && one.State == api.TICKETSTATE_OPEN, "an unknown field", one)
	list, _, err := client.TicketsAPI.ListTickets(ctx, "demo").Execute()
	check(err == nil && list.Data[0].Tracker == "jira", "a list", err)
	channel, _, err := client.ChannelsAPI.GetChannel(ctx, "demo").Execute()
	check(err == nil && channel.Tracker == "jira", "a channel", err)
	events, _, err := client.EventsAPI.ListEvents(ctx).Execute()
	check(err == nil && events.Data[0].Type == "ticket.snoozed", "events", err)
	entries, _, err := client.AccessAPI.ListAuditEntries(ctx).Execute()
	check(err == nil && entries.Data[0].Object.Type == "ticket.snoozed", "the audit log", err)
	_, _, err = client.TicketsAPI.GetTicket(ctx, "demo", "999999").Execute()
	check(problem(err).Code == "not_found", "a problem", err)
}

func connect(variable string) *api.APIClient {
	configuration := api.NewConfiguration()
	configuration.Servers = api.ServerConfigurations{{URL: os.Getenv(variable)}}
	return api.NewAPIClient(configuration)
}

func problem(err error) api.Problem {
	var failure *api.GenericOpenAPIError
	if errors.As(err, &failure) {
		if model, ok := failure.Model().(api.Problem); ok {
			return model
		}
	}
	log.Fatalf("no problem: %v", err)
	return api.Problem{}
}

func contains(tickets []api.Ticket, id string) bool {
	for _, ticket := range tickets {
		if ticket.Id == id {
			return true
		}
	}
	return false
}

func check(holds bool, what string, details interface{}) {
	if !holds {
		log.Fatalf("%s: %+v", what, details)
	}
}
