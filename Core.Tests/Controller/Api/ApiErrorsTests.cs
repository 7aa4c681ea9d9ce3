using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Api;

/// <summary>An invalid request gets a status, a code and a sentence that names the place; never a stack trace or a type's name.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ApiErrorsTests
{
    private const string Registration =
        """{"name":null,"agent":null,"bottles":[],"isolation":"none","shutdown":null,"budgets":{},"declared":[],"command":[],"folder":"/","owner":1}""";

    [TestCase("GET /", "", 404, "no_such_path", "GET /")]
    [TestCase("GET /v1/run", "", 404, "no_such_path", "/v1/run")]
    [TestCase("GET /v1/runsx", "", 404, "no_such_path", "/v1/runsx")]
    [TestCase("GET /v1/runs/", "", 404, "no_such_path", "/v1/runs/")]
    [TestCase("PUT /v1/runs", "", 404, "no_such_path", "PUT")]
    [TestCase("GET /v1/runs/nobody", "", 404, "no_such_run", "nobody")]
    [TestCase("POST /v1/runs/nobody/cut", "", 404, "no_such_run", "nobody")]
    [TestCase("POST /v1/runs/nobody/dance", "", 404, "no_such_path", "dance")]
    [TestCase("GET /v1/runs?al=true", "", 400, "bad_request", "'al'")]
    [TestCase("GET /v1/runs?all=yes", "", 400, "bad_request", "yes")]
    [TestCase("GET /v1/runs?all=true&all=true", "", 400, "bad_request", "2 times")]
    [TestCase("GET /v1/usage?by=team", "", 400, "bad_request", "run, agent, bottle, provider, model, day")]
    [TestCase("GET /v1/usage?since=yesterday", "", 400, "bad_request", "yesterday")]
    [TestCase("GET /v1/events?after=-1", "", 400, "bad_request", "-1")]
    [TestCase("GET /v1/events?after=99999999999999999999", "", 400, "bad_request", "whole number")]
    [TestCase("GET /v1/watch?after=1", "", 400, "bad_request", "unknown query parameter 'after' (known: after_event, after_exchange)")]
    [TestCase("GET /v1/watch?after_event=-1", "", 400, "bad_request", "-1")]
    [TestCase("GET /v1/watch?after_event=", "", 400, "bad_request", "after_event")]
    [TestCase("GET /v1/watch?after_event=2", "", 400, "no_such_place", "after_event is 2 and the newest event is 1")]
    [TestCase("GET /v1/watch?after_event=1&after_exchange=1", "", 400, "no_such_place", "the newest exchange is 0")]
    [TestCase("POST /v1/watch", "", 404, "no_such_path", "POST /v1/watch")]
    [TestCase("GET /v1/runs/nobody/routes", "", 404, "no_such_run", "nobody")]
    [TestCase("PUT /v1/budgets", "", 400, "bad_request", "not JSON")]
    [TestCase("PUT /v1/budgets", "{", 400, "bad_request", "not JSON")]
    [TestCase("PUT /v1/budgets", "null", 400, "bad_request", "null")]
    [TestCase("PUT /v1/budgets", """{"provider":"claude","scope":"host","tokenz":5}""", 400, "bad_request", "unknown key 'tokenz'")]
    [TestCase("PUT /v1/budgets", """{"provider":"claude","scope":"host","tokens":"5"}""", 400, "bad_request", "$.tokens")]
    [TestCase("PUT /v1/budgets", """{"scope":"host","tokens":5}""", 400, "bad_request", "'provider'")]
    [TestCase("PUT /v1/budgets", """{"provider":"claud","scope":"host","tokens":5}""", 400, "no_such_provider", "did you mean 'claude'?")]
    [TestCase("PUT /v1/budgets", """{"provider":"claude","scope":"team:x","tokens":5}""", 400, "bad_scope", "bottle:NAME")]
    [TestCase("PUT /v1/budgets", """{"provider":"claude","scope":"run:nobody","tokens":5}""", 404, "no_such_run", "nobody")]
    [TestCase("PUT /v1/budgets", """{"provider":"claude","scope":"host"}""", 400, "bad_budget", "tokens or requests")]
    [TestCase("PUT /v1/budgets", """{"provider":"claude","scope":"host","tokens":-1}""", 400, "bad_budget", "-1")]
    [TestCase("PUT /v1/budgets", """{"provider":"claude","scope":"host","tokens":5,"window":"1x"}""", 400, "bad_budget", "1x")]
    [TestCase("PUT /v1/budgets", """{"provider":"claude","scope":"host","tokens":5,"gate":"wide"}""", 400, "bad_budget", "off, paced, count, strict")]
    [TestCase("DELETE /v1/budgets?provider=claude", "", 400, "bad_request", "'scope'")]
    [TestCase("DELETE /v1/budgets?provider=claude&scope=host", "", 409, "nothing_set", "claude")]
    [TestCase("POST /v1/runs", """{"name":"a b"}""", 400, "bad_request", "'bottles'")]
    [TestCase("POST /v1/runs", """{"isolation":"glass"}""", 400, "bad_request", "$.isolation")]
    public async Task An_invalid_request_gets_an_error_that_names_the_mistake(string request, string body, int status, string code, string names)
    {
        await using TestController controller = await TestController.StartAsync();
        (int answered, string text) = await RawCall.SendAsync(Path.Combine(controller.Home, "controller.sock"), request, body: body);
        ApiError error = System.Text.Json.JsonSerializer.Deserialize(text, ControlJson.Default.ApiError)!;
        Assert.That((answered, error.Code), Is.EqualTo((status, code)), text);
        Assert.That(error.Message, Does.Contain(names));
        Assert.That(text, Does.Not.Contain("BotBottle.").And.Not.Contain(" at System"));
        Assert.That(controller.Complaints, Is.Empty);
    }

    [TestCase("\"name\":null", "\"name\":\"-x\"", "bad_name")]
    [TestCase("\"name\":null", "\"name\":\"0123456789ab\"", "bad_name")]
    [TestCase("\"agent\":null", "\"agent\":\"a:b\"", "bad_name")]
    [TestCase("\"bottles\":[]", "\"bottles\":[\"../x\"]", "bad_name")]
    [TestCase("\"budgets\":{}", "\"budgets\":{\"nosuch\":5}", "no_such_provider")]
    [TestCase("\"budgets\":{}", "\"budgets\":{\"claude\":-5}", "bad_request")]
    [TestCase("\"declared\":[]", "\"declared\":null", "bad_request")]
    [TestCase("\"owner\":1", "\"owner\":2147483647", "no_owner")]
    [TestCase("\"folder\":\"/\"", "\"folder\":null", "bad_request")]
    public async Task An_invalid_registration_leaves_no_state(string from, string to, string code)
    {
        await using TestController controller = await TestController.StartAsync();
        (int status, string text) = await RawCall.SendAsync(
            Path.Combine(controller.Home, "controller.sock"), "POST /v1/runs", body: Registration.Replace(from, to, StringComparison.Ordinal));
        Assert.That((status, text), Is.EqualTo((400, text)), string.Join("\n", controller.Complaints));
        Assert.That(text, Does.Contain($"\"{code}\""));
        Assert.That(await controller.Client.RunsAsync(all: true), Is.Empty);
        Assert.That(Directory.Exists(Path.Combine(controller.Home, "runs")) ? Directory.GetDirectories(Path.Combine(controller.Home, "runs")) : [], Is.Empty);
    }

    [Test]
    public async Task A_name_that_is_taken_is_a_conflict()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("tester");
        Assert.That(
            () => controller.RegisterAsync("tester"),
            Throws.TypeOf<ControllerException>().With.Property(nameof(ControllerException.Code)).EqualTo("name_taken"));
        Assert.That(Directory.GetDirectories(Path.Combine(controller.Home, "runs")), Has.Length.EqualTo(1));
        TestRun[] chosen = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => controller.RegisterAsync()));
        Assert.That(chosen.Select(other => other.Name).Distinct().Count(), Is.EqualTo(200));
        Assert.That(chosen.Select(other => other.Name), Is.All.Match("^[a-z]+-[a-z]+(-[0-9]+)?$"));
        foreach (TestRun other in chosen)
        {
            other.Dispose();
        }
    }

    [Test]
    public async Task An_endless_body_is_refused()
    {
        await using TestController controller = await TestController.StartAsync();
        (int status, string text) = await RawCall.SendAsync(
            Path.Combine(controller.Home, "controller.sock"), "PUT /v1/budgets", "Content-Length: 99999999\r\n");
        Assert.That((status, text), Is.EqualTo((413, text)));
        Assert.That(text, Does.Contain("bad_body"));
    }
}
