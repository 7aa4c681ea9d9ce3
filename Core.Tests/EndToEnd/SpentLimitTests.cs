using System.Text.Json;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary><c>check</c> reports limits in files that are spent before they are in force.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class SpentLimitTests
{
    private const string Call =
        "curl -s -o /dev/null -w '%{http_code}' https://api.anthropic.com/v1/messages -H 'content-type: application/json' -d "
            + "'{\"model\":\"m\",\"max_tokens\":9,\"messages\":[]}'";

    [Test]
    public async Task A_spent_limit_in_a_file_is_reported_with_its_line_and_advice()
    {
        await using CliHost host = await CliHost.StartAsync();
        string bottle = Path.Combine(Directory.CreateDirectory(Path.Combine(host.Home, "bottles")).FullName, "web.md");
        string draft = Path.Combine(Directory.CreateDirectory(Path.Combine(host.Work, "agents")).FullName, "fixer.md");
        string settings = Path.Combine(host.Home, "settings.yml");
        await File.WriteAllTextAsync(bottle, "---\nagent_provider: claude\n---\n");
        CommandResult run = await host.InBottleAsync(["--bottle", "web"], "sh", "-c", Call);
        Assert.That(run.Output, Is.EqualTo("200"), run.ToString());

        await File.WriteAllTextAsync(bottle, "---\nagent_provider: claude\nbudget: {claude: 401}\n---\n");
        await File.WriteAllTextAsync(draft, "---\nbottle: web\nbudget: {claude: 10}\n---\n");
        Assert.That(Said(await host.BotBottleAsync("check", settings, bottle, draft)), Is.Empty, "400 tokens are spent");

        await File.WriteAllTextAsync(bottle, "---\nagent_provider: claude\nbudget:\n  codex: 1\n  claude: {tokens: 400, window: 5h}\n---\n");
        host.WriteSettings("shutdown: cutoff\nbudget: {claude: {requests: 1, window: daily}}");
        CommandResult check = await host.BotBottleAsync("check", settings, bottle, draft);
        Assert.That(check.ExitCode, Is.Zero, check.ToString());
        Assert.That(Said(check), Is.EqualTo(new[]
        {
            $"{settings}:2: warning: the limit of 1 claude requests for host is spent already: 1 were used in its window (daily). Raise it, or reset the "
                + "counter: bot-bottle budget reset claude --scope host",
            $"{bottle}:5: warning: the limit of 400 claude tokens for bottle:web is spent already: 400 were used in its window (5h). Raise it before a run "
                + "comes under it.",
        }));
        using JsonDocument json = JsonDocument.Parse((await host.BotBottleAsync("check", "--json", bottle)).Output);
        JsonElement file = json.RootElement[0];
        Assert.That((file.GetProperty("ok").GetBoolean(), file.GetProperty("warnings")[0].GetProperty("line").GetInt32()), Is.EqualTo((true, 5)));

        await File.WriteAllTextAsync(bottle, "---\nagent_provider: claude\nbudget: {claude: 10}\n---\n");
        await host.InBottleAsync(["--bottle", "web"], "true");
        Assert.That(Said(await host.BotBottleAsync("check", bottle)), Is.EqualTo(new[]
        {
            $"{bottle}:3: warning: the limit of 10 claude tokens for bottle:web is spent already: 400 were used. Raise it, or reset the counter: bot-bottle "
                + "budget reset claude --scope bottle:web",
        }));
        CommandResult set = await host.BotBottleAsync("budget", "set", "claude=20", "--scope", "bottle:web");
        Assert.That(
            set.Output, Does.EndWith("it is spent already; reset the counter with: bot-bottle budget reset claude --scope bottle:web\n"), set.ToString());
        CommandResult reset = await host.BotBottleAsync("budget", "reset", "claude", "--scope", "bottle:web");
        Assert.That(reset.ExitCode, Is.Zero, reset.ToString());
        Assert.That(Said(await host.BotBottleAsync("check", bottle)), Is.Empty);

        await host.BotBottleAsync("controller", "stop");
        Assert.That(Said(await host.BotBottleAsync("check", settings)), Is.Empty);
        Assert.That(host.Processes.Controller(), Is.Null, "check starts nothing");
    }

    private static string[] Said(CommandResult check) => check.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
