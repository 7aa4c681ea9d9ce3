using BotBottle.Controller.Launching;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Launching;

/// <summary>The summary for the operator at the end of a run. The agent chooses the hosts in it.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RefusedSummaryTests
{
    [Test]
    public void Without_refused_hosts_there_is_no_summary() => Assert.That(RefusedSummary.Of([]), Is.Null);

    [TestCase("registry.npmjs.org:443", "GET", "/left-pad", "registry.npmjs.org ×12 (open it with --allow npm)")]
    [TestCase("registry.npmjs.org:443", "PUT", "/left-pad", "registry.npmjs.org ×12 (open it with --allow registry.npmjs.org)")]
    [TestCase("registry.npmjs.org:443", null, null, "registry.npmjs.org ×12 (open it with --allow npm)")]
    [TestCase("github.com:443", "GET", "/o/r/info/refs?service=git-upload-pack", "github.com ×12 (open it with --allow github)")]
    [TestCase("storage.googleapis.com:443", "GET", "/bucket/x", "storage.googleapis.com ×12 (open it with --allow storage.googleapis.com)")]
    [TestCase("deb.debian.org:80", "GET", "/debian/dists/stable/InRelease", "deb.debian.org ×12 (open it with --allow debian)")]
    [TestCase("api.example.com:8443", "GET", "/", "api.example.com:8443 ×12 (open it with --allow api.example.com:8443)")]
    [TestCase("build:80", "GET", "/", "build ×12 (open it with --allow build:80)")]
    [TestCase("192.0.2.7:443", "GET", "/", "192.0.2.7 ×12 (open it with --allow 192.0.2.7)")]
    [TestCase("[2001:db8::1]:443", "GET", "/", "[2001:db8::1] ×12")]
    [TestCase("evil\u001b[2J.example:443", "GET", "/", "evil?[2J.example:443 ×12")]
    [TestCase("***:443", "GET", "/", "***:443 ×12")]
    public void A_refused_host_is_shown_with_the_option_that_opens_it(string host, string? method, string? path, string told) =>
        Assert.That(RefusedSummary.Of([new RefusedHost(host, method, path, 12)]), Is.EqualTo($"refused: {told}"));

    [TestCase(0, 0, null)]
    [TestCase(1, 0, "outbound scanning masked 1 value, listed by: bot-bottle log --after 41")]
    [TestCase(0, 2, "outbound scanning refused 2 requests, listed by: bot-bottle log --after 41")]
    [TestCase(3, 1, "outbound scanning masked 3 values and refused 1 request, listed by: bot-bottle log --after 41")]
    public void The_counts_of_outbound_scanning_are_one_line(int masked, int refused, string? told) =>
        Assert.That(RefusedSummary.Of(new RunFindings(masked, refused, 42)), Is.EqualTo(told));

    [Test]
    public void Many_long_hosts_stay_on_one_line()
    {
        string label = new('a', 60);
        RefusedHost[] hosts = [.. Enumerable.Range(0, 64).Select(i => new RefusedHost($"{label}{i}.{label}.{label}.example:443", "GET", "/", 1))];
        string summary = RefusedSummary.Of(hosts)!;
        Assert.That(summary, Does.EndWith(" and 58 more; all are in: bot-bottle log"));
        Assert.That(summary, Has.Length.LessThan(700));
    }
}
