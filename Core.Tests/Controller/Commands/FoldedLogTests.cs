using System.Runtime.CompilerServices;
using BotBottle.Controller.Commands;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary>Repeated events of an agent do not fill the log.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FoldedLogTests
{
    private static readonly ManualTime Clock = new();

    [Test]
    public async Task Repeated_events_share_a_line_even_among_those_of_another_loop()
    {
        LoggedEvent[] events = [
            Of(1), Of(2, "b.example"), Of(3), Of(4, "b.example"), Of(5), Of(6, kind: EventKind.BudgetReset), Of(7), Of(8), Of(9, run: "fox")];
        Assert.That(await LogAsync(events.ToAsyncEnumerable(), follow: false), Is.EqualTo(
            """
            egress_block          otter  POST a.example/v1 · budget_exhausted ×3
            egress_block          otter  POST b.example/v1 · budget_exhausted ×2
            budget_reset          otter  POST a.example/v1 · budget_exhausted
            egress_block          otter  POST a.example/v1 · budget_exhausted ×2
            egress_block          fox  POST a.example/v1 · budget_exhausted

            """));
    }

    [Test]
    public async Task Different_or_much_later_events_have_their_own_line()
    {
        LoggedEvent late = Of(3) with { Time = Of(2).Time.AddMinutes(2) };
        LoggedEvent[] paths = [
            .. Enumerable.Range(10, 40).SelectMany(i => new[] { Of(2 * i, $"h{i % 20}.example"), Of(2 * i + 1, kind: EventKind.EgressAllow) })];
        Assert.That((await LogAsync(new[] { Of(1), Of(2), late }.ToAsyncEnumerable(), follow: false)).Split('\n'), Has.Length.EqualTo(3));
        Assert.That((await LogAsync(paths.ToAsyncEnumerable(), follow: false)).Split('\n'), Has.Length.EqualTo(81));
        LoggedEvent[] many = [.. Enumerable.Range(0, 60).Select(i => Of(i, $"h{i % 30}.example"))];
        Assert.That(EventFolds.Of(many).Sum(row => row.Count), Is.EqualTo(60), "no event is lost if an agent invents hosts");
    }

    [Test]
    public async Task A_reason_that_the_event_names_is_not_repeated()
    {
        LoggedEvent[] events = [Of(1, kind: EventKind.DlpMatch, reason: "dlp_match"), Of(2, kind: EventKind.DlpMatch, reason: "approval_rejected")];
        Assert.That(await LogAsync(events.ToAsyncEnumerable(), follow: false), Is.EqualTo(
            """
            dlp_match             otter  POST a.example/v1
            dlp_match             otter  POST a.example/v1 · approval_rejected

            """));
    }

    [Test]
    public async Task A_follower_sees_the_first_event_at_once_and_the_count_later()
    {
        ManualTime time = new();
        Watched output = new();
        string first = "", early = "", late = "";
        string all = await LogAsync(SourceAsync(), follow: true, output, time);
        async IAsyncEnumerable<LoggedEvent> SourceAsync([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            yield return Of(1);
            first = output.ToString();
            yield return Of(2);
            yield return Of(3);
            time.Advance(FoldedLog.Pause / 2);
            early = output.ToString();
            time.Advance(FoldedLog.Pause / 2);
            await output.Line("×3").WaitAsync(TimeSpan.FromSeconds(60), cancellation);
            late = output.ToString();
            yield return Of(4);
            yield return Of(5, kind: EventKind.RunEnded);
            yield return Of(6);
        }

        Assert.That(first, Does.EndWith("POST a.example/v1 · budget_exhausted\n"));
        Assert.That(early, Is.EqualTo(first));
        Assert.That(late, Does.EndWith("egress_block          otter  … POST a.example/v1 · budget_exhausted ×3\n"));
        Assert.That(all[late.Length..].Split('\n'), Has.Length.EqualTo(4));
        Assert.That(all[late.Length..], Does.Contain("… POST a.example/v1 · budget_exhausted ×4\n"));
    }

    private static LoggedEvent Of(
        long seq, string host = "a.example", EventKind kind = EventKind.EgressBlock, string run = "otter", string reason = "budget_exhausted") =>
        new(seq, Clock.GetUtcNow().AddSeconds(seq), kind, run, run, $"POST {host}/v1", false, new() { ["reason"] = reason });

    private static async Task<string> LogAsync(IAsyncEnumerable<LoggedEvent> events, bool follow, StringWriter? output = null, TimeProvider? time = null)
    {
        output ??= new StringWriter { NewLine = "\n" };
        CommandHost host = new VerbHost().Host with { Output = output, Time = time ?? Clock };
        await new FoldedLog(host, follow).WriteAsync(events, CancellationToken.None);
        const int Stamp = 21; // the time and two blanks
        return follow
            ? output.ToString()
            : string.Concat(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[Stamp..] + "\n"));
    }

    private sealed class Watched : StringWriter
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string _wanted = "";

        public override string NewLine => "\n";

        public Task Line(string text)
        {
            _wanted = text;
            if (ToString().Contains(text, StringComparison.Ordinal))
            {
                _seen.TrySetResult();
            }

            return _seen.Task;
        }

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (_wanted.Length > 0 && value!.Contains(_wanted, StringComparison.Ordinal))
            {
                _seen.TrySetResult();
            }
        }
    }
}
