using System.Text;
using System.Text.Json;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Control;

[Parallelizable(ParallelScope.All)]
public sealed class SpoolFormatTests
{
    [Test]
    public void An_empty_file_has_no_lines()
    {
        SpoolContents contents = SpoolFormat.Read(new byte[SpoolFormat.Length]);
        Assert.That((contents.Ended.Count, contents.Unfinished.Count, contents.Damaged), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void A_call_without_an_end_is_unfinished()
    {
        SpoolContents contents = SpoolFormat.Read(File(Admitted("a") + Admitted("b") + Ended("a"), ""));
        Assert.That(contents.Ended.Select(report => report.Exchange), Is.EqualTo(new[] { "a" }));
        Assert.That(contents.Unfinished.Select(report => report.Exchange), Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void The_two_halves_are_one_history_with_possible_duplicates()
    {
        SpoolContents contents = SpoolFormat.Read(File(Admitted("a") + Admitted("b"), Admitted("a") + Ended("a") + Ended("b")));
        Assert.That(contents.Ended.Select(report => report.Exchange), Is.EquivalentTo(new[] { "a", "b" }));
        Assert.That(contents.Unfinished, Is.Empty);
        Assert.That(contents.Damaged, Is.Zero);
    }

    [Test]
    public void A_torn_last_line_loses_only_itself()
    {
        string last = Ended("b");
        for (int length = 1; length < last.Length; length++)
        {
            SpoolContents contents = SpoolFormat.Read(File(Admitted("a") + Ended("a") + Admitted("b") + last[..length], ""));
            Assert.That(contents.Ended, Has.Count.EqualTo(1), $"torn at {length}");
            Assert.That(contents.Unfinished, Has.Count.EqualTo(1), $"torn at {length}");
            Assert.That(contents.Damaged, Is.EqualTo(1), $"torn at {length}");
        }
    }

    [Test]
    public void A_partly_cleared_half_counts_as_empty()
    {
        byte[] file = File(Admitted("a") + Admitted("b"), Ended("c"));
        file.AsSpan(0, 10).Clear();
        SpoolContents contents = SpoolFormat.Read(file);
        Assert.That(contents.Unfinished, Is.Empty);
        Assert.That(contents.Ended, Has.Count.EqualTo(1));
    }

    private static string Admitted(string exchange) => Line(new SpoolLine(Report(exchange), null));

    private static string Ended(string exchange) => Line(new SpoolLine(null, Report(exchange)));

    private static string Line(SpoolLine line) => JsonSerializer.Serialize(line, ControlJson.Default.SpoolLine) + "\n";

    private static UsageReport Report(string exchange) => new(
        exchange, "claude", "api.anthropic.com", "/v1/messages", "claude-x", null, 200, new TokenUsage(1, 2, 3, 4, 0),
        UsageQuality.Exact, ExchangeEnd.Complete, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    private static byte[] File(string first, string second)
    {
        byte[] file = new byte[SpoolFormat.Length];
        Encoding.UTF8.GetBytes(first, file);
        Encoding.UTF8.GetBytes(second, file.AsSpan(SpoolFormat.HalfLength));
        return file;
    }
}
