using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using Microsoft.Data.Sqlite;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>
/// More than a month of traffic in virtual time, over every kind of window, with restarts of the controller, resets, and a clock that jumps both ways. At each
/// step, a budget's counter is the sum of the ledger rows in its window.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class MonthTests
{
    private static readonly (string Scope, string Window)[] Windows =
    [
        ("host", "monthly"), ("bottle:base", "weekly"), ("bottle:near", "daily"), ("agent:coder", "24h"), ("run:one", "none"), ("run:two", "7d"),
    ];

    [TestCase(1, 400)]
    [TestCase(2, 400)]
    [TestCase(3, 5000, Category = "Long")]
    public async Task The_counters_match_the_ledger(int seed, int steps)
    {
        Random random = new(seed);
        await using TestController controller = await TestController.StartAsync();
        int exchange = 0;
        Dictionary<string, TestRun> runs = new()
        {
            ["one"] = await controller.RegisterAsync("one", "coder", ["near", "base"]),
            ["two"] = await controller.RegisterAsync("two", null, ["base"]),
        };
        foreach ((string scope, string window) in Windows)
        {
            // A budget that only reports; nothing here may end a run.
            await controller.Client.SetBudgetAsync(new BudgetChange("claude", scope, 1000, null, window, "soft", "off"));
        }

        DateTimeOffset begun = controller.Time.GetUtcNow();
        DateTimeOffset latest = begun;
        for (int step = 0; step < steps; step++)
        {
            string done = "a call";
            switch (random.Next(40))
            {
                case 0:
                    done = "a restart";
                    await controller.StartAgainAsync();
                    break;
                case 1:
                    done = "a clock that is set back";
                    controller.Time.Set(controller.Time.GetUtcNow() - TimeSpan.FromMinutes(random.Next(1, 60 * 24 * 9)));
                    break;
                case 2:
                    done = "a clock that is set forward";
                    controller.Time.Set(controller.Time.GetUtcNow() + TimeSpan.FromMinutes(random.Next(1, 60 * 24 * 9)));
                    break;
                case 3:
                    done = "a reset";
                    await controller.Client.ResetBudgetAsync("claude", Windows[random.Next(Windows.Length)].Scope);
                    break;
                case 4:
                    done = "another limit";
                    await controller.Client.SetBudgetAsync(new BudgetChange("claude", Windows[random.Next(Windows.Length)].Scope, random.Next(1, 5000)));
                    break;
                default:
                    controller.Time.Skip(TimeSpan.FromMinutes(random.Next(0, 420)));
                    string who = random.Next(3) == 0 ? "two" : "one";
                    string id = $"{seed}-{exchange++}";
                    Assert.That(await runs[who].AdmitAsync(id), Is.EqualTo(AdmissionVerdict.Admitted));
                    await runs[who].Proxy.ReportAsync([TestController.Report(id, random.Next(1, 500))]);
                    break;
            }

            latest = controller.Time.GetUtcNow() > latest ? controller.Time.GetUtcNow() : latest;
            await CheckAsync(controller, $"step {step}: {done}, {controller.Time.GetUtcNow():O}");
        }

        Assert.That(latest - begun, Is.GreaterThan(TimeSpan.FromDays(31)));
        foreach (TestRun run in runs.Values)
        {
            run.Dispose();
        }
    }

    private static async Task CheckAsync(TestController controller, string when)
    {
        DateTimeOffset now = controller.Time.GetUtcNow();
        IReadOnlyList<BudgetView> views = await controller.Client.BudgetsAsync();
        Assert.That(views.Select(view => view.Scope), Is.EquivalentTo(Windows.Select(window => window.Scope)), when);
        using SqliteConnection connection = new($"Data Source={Path.Combine(controller.Home, "bot-bottle.db")};Pooling=False;Mode=ReadOnly");
        connection.Open();
        foreach (BudgetView view in views)
        {
            BudgetWindow window = Parse(view.Window);
            (long tokens, long calls) = Sum(connection, view.Scope, window.StartsAt(now));
            if (window.Kind == WindowKind.Sliding)
            {
                // A sum is dropped when all of it is outside the window.
                (long mostTokens, long mostCalls) = Sum(connection, view.Scope, window.StartsAt(now) - (window.Length / SpendWindow.MaxBuckets));
                Assert.That((view.Spent, view.Requests), Is.EqualTo((Math.Clamp(view.Spent, tokens, mostTokens), Math.Clamp(view.Requests, calls, mostCalls))),
                    $"{when}: {view.Scope}");
            }
            else
            {
                Assert.That((view.Spent, view.Requests), Is.EqualTo((tokens, calls)), $"{when}: {view.Scope}");
                Assert.That(view.ResetsAt, Is.EqualTo(window.EndsAt(now)), when);
            }
        }
    }

    private static (long Tokens, long Calls) Sum(SqliteConnection connection, string scope, DateTimeOffset? since)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT coalesce(sum(charged), 0), count(*) FROM ledger
            WHERE provider = 'claude' AND committed_at >= $2
                AND run IN (SELECT s.run FROM run_scopes s JOIN runs r ON r.id = s.run WHERE s.scope = $1 OR s.scope = 'run:' || r.id AND $1 = 'run:' || r.name)
                AND id > coalesce((SELECT max(c.since_id) FROM counters c WHERE c.provider = 'claude'
                    AND (c.scope = $1 OR c.scope = (SELECT 'run:' || id FROM runs WHERE 'run:' || name = $1))), 0)
            """;
        command.Parameters.AddWithValue("$1", scope);
        command.Parameters.AddWithValue("$2", since?.ToUnixTimeMilliseconds() ?? long.MinValue);
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    private static BudgetWindow Parse(string text) =>
        BudgetWindow.TryParse(text, out BudgetWindow window) ? window : throw new ArgumentException(text);
}
