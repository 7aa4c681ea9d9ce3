using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Dashboard.Gui;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>
/// For any order of keys and lines of the host, an action applies to the selection in the last picture on the terminal, or to the question in it.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class AimPropertyTests
{
    private const int Steps = 1500;
    private static readonly string[] Names = ["otter", "heron", "lynx", "crane", "stoat"];

    [Test]
    public void An_action_applies_to_the_selection_in_the_last_picture([Range(1, 20)] int seed)
    {
        Random random = new(seed);
        DashboardState state = Samples.Three();
        string[] shown = [];
        List<Spot> spots = [];
        TimeSpan now = TimeSpan.FromHours(1);
        int acted = 0;
        int asked = 0;
        for (int i = 0; i < Steps; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(2000) : random.Next(20));
            // Pictures lag behind; some are skipped.
            if (random.Next(3) > 0)
            {
                Frame frame = Drawn.Of(state);
                shown = [.. frame.Texts().Select((text, row) => (row > 0 && row < frame.Rows.Length - 1 && frame.IsInverted(row) ? "*" : "") + text)];
                spots = frame.Picture.Spots;
                state = state.After(new Message.Shown(frame.Picture.Marks, now) { Spots = spots });
            }

            int before = state.Outbox.Count;
            Message message = Next(random, state, now, spots);
            state = state.After(message);
            foreach (HostCommand command in state.Outbox.Skip(before))
            {
                acted += Require(command, shown, message, spots) ? 1 : 0;
            }

            asked += state.Confirmation is not null ? 1 : 0;
            state = state with { Outbox = [], Ended = false };
        }

        Assert.That((acted, asked), Is.GreaterThan((2, 10)), "too few actions to show anything");
    }

    private static bool Require(HostCommand command, string[] shown, Message message, List<Spot> spots)
    {
        string all = string.Join('\n', shown);
        string words =
            string.Join(' ', all.Split([' ', '\n', '│'], StringSplitOptions.RemoveEmptyEntries)); // a question is wrapped at the terminal's width
        bool yes = message is Message.Pressed { Key: { Kind: KeyKind.Text, Text: "y" or "Y" } }
            || (message is Message.Pressed { Key: { Kind: KeyKind.Click } click } && spots.First(spot => spot.Holds(click.Row, click.Column)).Touch
                is Touch.OfKey { Key.Text: "y" });
        switch (command)
        {
            case HostCommand.ActOnRuns { Runs: [var run] } when !yes:
                Assert.That(shown.Any(line => line.StartsWith("*> " + run.Name, StringComparison.Ordinal))
                    || shown[1].Contains($"── {run.Name} ", StringComparison.Ordinal), $"{command} over\n{all}");
                Assert.That(all, Does.Contain(run.Run), "the id of the run");
                return true;
            case HostCommand.ActOnRuns many:
                Assert.That(yes && all.Contains("y = yes", StringComparison.Ordinal), $"{command} over\n{all}");
                foreach (RunTarget run in many.Runs)
                {
                    Assert.That(all, Does.Contain(run.Name), command.ToString());
                    Assert.That(many.Runs.Length > 1 || words.Contains($"run {run.Run},", StringComparison.Ordinal)
                        || words.Contains(" all ", StringComparison.Ordinal) || words.Contains("the only", StringComparison.Ordinal), $"{command} over\n{all}");
                }

                return true;
            case HostCommand.Decide decide when !yes:
                Assert.That(shown.Any(line => line.StartsWith("*> " + decide.Approval, StringComparison.Ordinal)), $"{command} over\n{all}");
                Assert.That(all, Does.Contain($"host    api.example.com"));
                return true;
            case HostCommand.Decide decide:
                Assert.That(words, Does.Contain($"{decide.Approval}: AWS access key to api.example.com?"));
                return true;
            case HostCommand.SetBudget set when !yes:
                Assert.That(
                    shown[^2], Does.Contain($"{set.Change.Provider} limit of {set.Change.Scope}").Or.Contain($"{set.Change.Provider} of {set.Change.Scope}: "));
                Assert.That(shown[^2], Does.Contain($": {set.Change.Tokens}_"));
                return true;
            case HostCommand.SetBudget { Change: var change }:
                Assert.That(words, Does.Contain($"Set the {change.Provider} limit of {change.Scope} to"));
                return true;
            case HostCommand.ResetBudget { Budget: var key }:
                Assert.That(
                    yes && words.Contains($"Start the {key.Provider} counter of {key.Scope} again?", StringComparison.Ordinal), $"{command} over\n{all}");
                return true;
            case HostCommand.ClearBudget { Budget: var key }:
                Assert.That(
                    yes && words.Contains($"Drop the {key.Provider} limit that was set for {key.Scope}?", StringComparison.Ordinal), $"{command} over\n{all}");
                return true;
            default:
                return false; // nothing that changes the host
        }
    }

    private static Message Next(Random random, DashboardState state, TimeSpan now, List<Spot> spots) => random.Next(20) switch
    {
        0 => new Message.HostChanged(Update(random)),
        1 => new Message.Ticked(state.Now.AddSeconds(random.Next(30))),
        2 when random.Next(4) == 0 => new Message.Resized(random.Next(36, 120), random.Next(9, 50)),
        3 => new Message.ActionEnded("something failed", random.Next(2) == 0),
        4 when random.Next(10) == 0 => new Message.LinkLost("gone", state.Now),
        < 8 when spots.Count > 0 => new Message.Pressed(Click(random, spots), now),
        _ => new Message.Pressed(Key(random), now),
    };

    private static KeyStroke Click(Random random, List<Spot> spots)
    {
        Spot spot = spots[random.Next(3) == 0 ? random.Next(spots.Count) : spots.Count - 1 - random.Next(Math.Min(12, spots.Count))];
        return new KeyStroke(KeyKind.Click, null, spot.Column + random.Next(spot.Width), spot.Row);
    }

    private static KeyStroke Key(Random random)
    {
        const string Letters = "crkfuCRKFUaxezd1234/?gsyyyyyyot7";
        return random.Next(10) switch
        {
            < 5 => KeyStroke.Of(Letters[random.Next(Letters.Length)]),
            5 => new KeyStroke(KeyKind.Paste, "Ky"),
            6 => new KeyStroke(KeyKind.Enter),
            7 => new KeyStroke(KeyKind.Escape),
            _ => new KeyStroke((KeyKind)random.Next((int)KeyKind.Enter, (int)KeyKind.Unknown + 1)),
        };
    }

    /// <summary>Runs end, start, take the names of others and change their state; budgets and approvals disappear.</summary>
    private static HostUpdate Update(Random random)
    {
        bool snapshot = random.Next(5) == 0;
        RunView[] runs = [.. Names.Where(_ => random.Next(2) == 0).Select(name =>
        {
            RunState state = (RunState)random.Next(Enum.GetValues<RunState>().Length);
            return Samples.Run(name, state) with
            {
                Run = $"id-{name}{(random.Next(3) == 0 ? "-2" : "")}", Requests = random.Next(100),
                EndedAt = state is RunState.Exited or RunState.Killed ? Samples.Now : null,
            };
        })];
        BudgetView[] budgets = [.. Names.Where(_ => random.Next(3) == 0).Select(name => Samples.Budget("run:" + name, spent: random.Next(600_000)))];
        ApprovalView[] approvals = [
            .. "abcde".Where(_ => random.Next(3) == 0).Select(letter => Samples.Approval($"{letter}7q2m", Names[random.Next(5)], random.Next(1, 300)) with
        {
            State = (ApprovalState)random.Next(Enum.GetValues<ApprovalState>().Length),
        })];
        return Samples.Update(snapshot, runs, budgets, snapshot ? [] : [new BudgetKey("claude", "run:" + Names[random.Next(5)])], approvals);
    }
}
