using BotBottle.Core.Control;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Tests.Reports;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SpoolTests : IDisposable
{
    private static readonly HashSet<string> None = [];

    private readonly TestFolder _folder = new();

    private string Prefix => _folder.File("spool");

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Admitted_and_ended_calls_can_be_read_during_writing()
    {
        using Spool spool = Spool.Create(Prefix);
        Admit(spool, "a");
        Admit(spool, "b");
        spool.End(Report("a"));
        SpoolContents contents = Read();
        Assert.That(contents.Ended.Single(), Is.EqualTo(Report("a")));
        Assert.That(contents.Unfinished.Single(), Is.EqualTo(Report("b")));
        Assert.That(contents.Damaged, Is.Zero);
    }

    [Test]
    public void The_file_of_a_live_writer_is_locked_and_that_of_a_dead_one_is_not()
    {
        string path;
        using (Spool spool = Spool.Create(Prefix))
        {
            path = Files().Single();
            Assert.That(() => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None), Throws.InstanceOf<IOException>());
            Admit(spool, "a");
        }
        using FileStream taken = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.That(taken.Length, Is.EqualTo(SpoolFormat.Length));
    }

    [Test]
    public void An_empty_spool_is_deleted_with_its_writer()
    {
        using (Spool spool = Spool.Create(Prefix))
        {
            Admit(spool, "a");
            spool.End(Report("a"));
            spool.Acknowledge(["a"]);
        }
        Assert.That(Files(), Is.Empty);
    }

    [Test]
    public void Acknowledged_reports_are_removed_and_the_file_starts_again()
    {
        using Spool spool = Spool.Create(Prefix);
        for (int i = 0; i < 3; i++)
        {
            Admit(spool, $"a{i}");
            spool.End(Report($"a{i}"));
        }
        spool.Acknowledge(["a0", "a1"]);
        Assert.That(spool.Unacknowledged(10, None).Single().Exchange, Is.EqualTo("a2"));
        spool.Acknowledge(["a2", "never seen"]);
        Assert.That(Read().Ended, Is.Empty);
        Admit(spool, "b");
        Assert.That(Read().Unfinished.Single().Exchange, Is.EqualTo("b"));
    }

    [Test]
    public void A_full_half_moves_its_open_lines_to_the_other_any_number_of_times()
    {
        using Spool spool = Spool.Create(Prefix);
        Admit(spool, "long-lived");
        int line = SpoolFormat.HalfLength / 3000;
        for (int i = 0; i < 5 * line; i++)
        {
            Admit(spool, $"e{i}");
            spool.End(Report($"e{i}"));
            spool.Acknowledge([$"e{i}"]);
        }
        SpoolContents contents = Read();
        Assert.That(contents.Damaged, Is.Zero);
        Assert.That(contents.Unfinished.Select(report => report.Exchange), Is.EqualTo(new[] { "long-lived" }));
        spool.End(Report("long-lived"));
        Assert.That(Read().Ended.Select(report => report.Exchange), Does.Contain("long-lived"));
    }

    [Test]
    public void A_full_spool_admits_no_call_and_still_accepts_every_end()
    {
        using Spool spool = Spool.Create(Prefix);
        List<string> admitted = [];
        while (spool.TryReserve())
        {
            string exchange = $"e{admitted.Count}";
            spool.Admit(Report(exchange));
            admitted.Add(exchange);
        }
        Assert.That(admitted, Has.Count.GreaterThan(300));
        string longest = new('"', ReportText.MaxName);
        foreach (string exchange in admitted)
        {
            spool.Note(Report(exchange) with { Model = longest, ResponseId = longest, Path = new string('"', ReportText.MaxPath) });
            spool.End(Report(exchange) with { Model = longest, ResponseId = longest, Path = new string('"', ReportText.MaxPath) });
        }
        SpoolContents contents = Read();
        Assert.That((contents.Ended.Count, contents.Unfinished.Count, contents.Damaged), Is.EqualTo((admitted.Count, 0, 0)));
        spool.Acknowledge(admitted);
        Assert.That(spool.TryReserve(), Is.True);
    }

    [Test]
    public void A_noted_end_counts_until_the_final_one_and_is_not_sent()
    {
        using Spool spool = Spool.Create(Prefix);
        Admit(spool, "a");
        UsageReport noted = Report("a") with { Usage = new TokenUsage(1, 0, 0, 1, 0) };
        spool.Note(noted);
        Assert.That(Read().Ended.Single(), Is.EqualTo(noted));
        Assert.That(Read().Unfinished, Is.Empty);
        Assert.That(spool.Unacknowledged(10, None), Is.Empty);
        spool.End(Report("a"));
        Assert.That(Read().Ended.Single(), Is.EqualTo(Report("a")));
        Assert.That(spool.Unacknowledged(10, None).Single(), Is.EqualTo(Report("a")));
        spool.Note(noted);
        Assert.That(Read().Ended.Single(), Is.EqualTo(Report("a")), "a note after the end is ignored");
        spool.Acknowledge(["a"]);
        Assert.That(Read().Ended, Is.Empty);
    }

    [Test]
    public void Ends_without_reserved_space_overwrite_nothing_and_are_all_kept()
    {
        using Spool spool = Spool.Create(Prefix);
        Admit(spool, "admitted");
        HashSet<string> refused = [];
        for (int i = 0; i < 8000; i++)
        {
            try
            {
                spool.End(Report($"e{i}"));
            }
            catch (IOException)
            {
                refused.Add($"e{i}");
            }
        }
        spool.End(Report("admitted"));
        SpoolContents contents = Read();
        Assert.That(refused, Is.Not.Empty);
        Assert.That((contents.Ended.Count, contents.Unfinished.Count, contents.Damaged), Is.EqualTo((8001 - refused.Count, 0, 0)));
        Assert.That(spool.Unacknowledged(int.MaxValue, None), Has.Count.EqualTo(8001));
        Assert.That(spool.TryReserve(), Is.False);
        spool.Acknowledge(spool.Unacknowledged(int.MaxValue, None).Select(report => report.Exchange));
        Assert.That(Read().Ended, Is.Empty);
        Admit(spool, "next");
    }

    [Test]
    public void A_line_costs_a_few_times_its_length_with_any_number_unacknowledged()
    {
        using Spool spool = Spool.Create(Prefix);
        int kept = 0;
        while (spool.TryReserve())
        {
            spool.Admit(Report($"k{kept}"));
            spool.End(Report($"k{kept++}"));
        }
        long before = spool.Written;
        int line = 2 * System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new SpoolLine(null, Report("k0")), ControlJson.Default.SpoolLine).Length;
        for (int i = 0; i < 10_000; i++)
        {
            spool.Acknowledge([.. Enumerable.Range(0, i == 0 ? 40 : 0).Select(number => $"k{number}")]);
            Admit(spool, $"e{i}");
            spool.End(Report($"e{i}"));
            spool.Acknowledge([$"e{i}"]);
        }
        Assert.That(spool.Written - before, Is.LessThan(10 * 10_000L * line));
        Assert.That(Read().Ended.Count(report => report.Exchange[0] == 'k'), Is.EqualTo(kept - 40));
    }

    [Test]
    public void The_longest_line_fits_the_limit()
    {
        string longest = new('"', ReportText.MaxName);
        UsageReport report = Report("0123456789abcdef0123456789abcdef") with
        {
            Host = new string('h', 253),
            Provider = new string('p', 64),
            Model = longest,
            ResponseId = longest,
            Path = new string('"', ReportText.MaxPath),
            Usage = new TokenUsage(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue),
        };
        Assert.That(
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new SpoolLine(null, report), ControlJson.Default.SpoolLine),
            Has.Length.LessThan(Spool.MaxLine));
    }

    [Test]
    public void Too_many_undrained_spools_prevent_a_start()
    {
        for (int i = 0; i < 16; i++)
        {
            using Spool spool = Spool.Create(Prefix);
            Admit(spool, "a");
        }
        Assert.That(() => Spool.Create(Prefix), Throws.InstanceOf<ProxyConfigurationException>());
    }

    private static void Admit(Spool spool, string exchange)
    {
        Assert.That(spool.TryReserve(), Is.True);
        spool.Admit(Report(exchange));
    }

    private string[] Files() => Directory.GetFiles(_folder.Path, SpoolFormat.SearchPattern(Prefix));

    private SpoolContents Read()
    {
        using FileStream file = new(Files().Single(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return SpoolFormat.Read(bytes);
    }

    private static UsageReport Report(string exchange) => new(
        exchange, "claude", "api.anthropic.com", "/v1/messages", "m", "id", 200, new TokenUsage(1, 2, 3, 4, 0), UsageQuality.Exact,
        ExchangeEnd.Complete, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
}
