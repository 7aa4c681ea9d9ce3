using System.Text.Json;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Api;

/// <summary>A run's token opens that run, on proxy.sock, and nothing else.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class IsolationTests
{
    private static readonly string[] ProxyPaths =
        ["GET /v1/proxy/orders", "POST /v1/proxy/admissions", "POST /v1/proxy/usage", "POST /v1/proxy/events", "POST /v1/proxy/drain",
            "POST /v1/proxy/approvals"];

    [Test]
    public async Task Every_path_requires_the_right_token()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        using TestRun other = await controller.RegisterAsync();
        string token = run.Registered.Token;
        string secret = token[(token.IndexOf('.', StringComparison.Ordinal) + 1)..];
        string[] wrong =
        [
            "", "Authorization: Bearer \r\n", "Authorization: Bearer .\r\n", $"Authorization: Bearer {run.Registered.Run}.\r\n",
            $"Authorization: Bearer {run.Registered.Run}\r\n", $"Authorization: Bearer {token}x\r\n", $"Authorization: Bearer {token[..^1]}\r\n",
            $"Authorization: Bearer {other.Registered.Run}.{secret}\r\n", $"Authorization: Bearer {secret}\r\n", $"Authorization: {token}\r\n",
            $"Authorization: Basic {token}\r\n", $"Authorization: Bearer {token}\r\nAuthorization: Bearer {other.Registered.Token}\r\n",
        ];
        foreach (string path in ProxyPaths)
        {
            foreach (string header in wrong)
            {
                (int status, string text) = await RawCall.SendAsync(Path.Combine(controller.Home, "proxy.sock"), path, header);
                Assert.That((status, text.Contains("\"unauthorized\"", StringComparison.Ordinal)), Is.EqualTo((401, true)), $"{path} {header}");
            }
        }
    }

    [Test]
    public async Task A_run_token_is_refused_on_every_operator_path()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        string header = $"Authorization: Bearer {run.Registered.Token}\r\n";
        foreach (string path in new[]
        {
            "GET /v1/status", "DELETE /v1/status", "GET /v1/runs", "POST /v1/runs", "GET /v1/usage", "GET /v1/budgets", "PUT /v1/budgets",
            "DELETE /v1/budgets", "POST /v1/budgets/reset", "GET /v1/events", "GET /v1/watch", $"GET /v1/runs/{run.Name}/routes", "GET /v1/approvals",
            "POST /v1/approvals/x/approve", $"POST /v1/runs/{run.Name}/restore", "POST /v1/runs/*/kill",
        })
        {
            Assert.That((await RawCall.SendAsync(Path.Combine(controller.Home, "proxy.sock"), path, header)).Status, Is.EqualTo(404), path);
            Assert.That((await RawCall.SendAsync(Path.Combine(controller.Home, "proxy.sock"), path)).Status, Is.EqualTo(401), path);
        }

        foreach (string path in ProxyPaths)
        {
            Assert.That((await RawCall.SendAsync(Path.Combine(controller.Home, "controller.sock"), path, header)).Status, Is.EqualTo(404), path);
        }
    }

    [Test]
    public async Task A_run_can_change_only_itself()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun first = await controller.RegisterAsync(budget: 1000);
        using TestRun second = await controller.RegisterAsync(budget: 1000);
        await first.AdmitAsync("x");
        await second.Proxy.ReportAsync([TestController.Report("x", 900)]);
        Assert.That((await first.ViewAsync()).Budgets.Single().Spent, Is.EqualTo(0));
        await first.Proxy.ReportAsync([TestController.Report("x", 5)]);
        Assert.That((await first.ViewAsync()).Budgets.Single().Spent, Is.EqualTo(5), "another run's exchange of the same id is another exchange");
        await second.Proxy.LogAsync([new EgressEvent(EventKind.EgressBlock, DateTimeOffset.UnixEpoch, "h", null, null, 403, "host_not_allowed", null)]);
        Assert.That((await controller.EventsAsync())[^1].Run, Is.EqualTo(second.Registered.Run));
        await controller.Client.CutAsync(first.Name, finish: true);
        Assert.That((await second.OrdersAsync()).Cut, Is.Null);
    }

    [Test]
    public async Task Only_the_owner_can_use_sockets_and_tokens()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (string file in new[] { "controller.sock", "proxy.sock", "bot-bottle.db", "bot-bottle.db-wal" })
        {
            Assert.That(File.GetUnixFileMode(Path.Combine(controller.Home, file)), Is.EqualTo(Owner), file);
        }

        Assert.That(File.GetUnixFileMode(run.Registered.Folder), Is.EqualTo(Owner | UnixFileMode.UserExecute));
        string secret = run.Registered.Token.Split('.')[1];
        Assert.That(run.Registered.ToString(), Does.Not.Contain(secret));
        foreach (string file in Directory.GetFiles(controller.Home, "bot-bottle.db*"))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(stream, System.Text.Encoding.Latin1);
            Assert.That(await reader.ReadToEndAsync(), Does.Not.Contain(secret), file);
        }
    }

    [TestCase("""[{"exchange":"x"}]""", "provider")]
    [TestCase("""[null]""", "null")]
    [TestCase("""[{"exchange":"","provider":"claude","host":"h","path":"/"}]""", "exchange")]
    [TestCase("""[{"exchange":"x","provider":"claude","host":"h","path":"/","usage":{"input":-1}}]""", "usage")]
    [TestCase("""[{"exchange":"x","provider":"claude","host":"h","path":"/","usage":{"output":1099511627777}}]""", "usage")]
    [TestCase("""[{"exchange":"x","provider":"claude","host":"h","path":"/","usage":{"output":1e3}}]""", "usage")]
    [TestCase("""[{"exchange":"x","run":"other"}]""", "unknown key 'run'")]
    [TestCase("""{"exchange":"x"}""", "")]
    public async Task An_absurd_report_is_rejected(string body, string names)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        (int status, string text) = await RawCall.SendAsync(
            Path.Combine(controller.Home, "proxy.sock"), "POST /v1/proxy/usage", $"Authorization: Bearer {run.Registered.Token}\r\n", body);
        Assert.That((status, text), Is.EqualTo((400, text)));
        Assert.That(JsonSerializer.Deserialize(text, ControlJson.Default.ApiError)!.Message, Does.Contain(names));
        Assert.That((await controller.Client.StatusAsync()).LedgerRows, Is.EqualTo(0));
    }
}
