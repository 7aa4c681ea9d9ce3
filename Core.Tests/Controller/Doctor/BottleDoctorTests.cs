using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Doctor;
using BotBottle.Controller.Shared;
using BotBottle.Core.Tests.Controller.Bottles;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace BotBottle.Core.Tests.Controller.Doctor;

[TestFixture, Category("System"), SupportedOSPlatform("linux")]
public class BottleDoctorTests
{
    [Test]
    public async Task Every_probe_of_a_sandbox_passes()
    {
        using var host = new BottleHost();
        var environment = new Dictionary<string, string> { ["HOME"] = host.Home, ["PATH"] = "/usr/local/bin:/usr/bin:/bin" };
        var report = await new BottleDoctor(new SandboxBackend(host.Messages), host.State, environment, TimeProvider.System)
            .ExamineAsync(CancellationToken.None);

        var text = new StringWriter();
        report.Write(text, json: false);
        TestContext.Out.WriteLine(text);
        Assert.That(report.Probes.Where(probe => !probe.Passed).Select(probe => $"{probe.Id}: {probe.Saw}"), Is.Empty);
    }

    [Test]
    public async Task Without_a_bottle_the_first_probe_gives_the_reason_and_none_passes()
    {
        using var host = new BottleHost();
        var backend = Substitute.For<IBottleBackend>();
        backend.Name.Returns("none here");
        backend.LaunchAsync(default!, default).ThrowsAsyncForAnyArgs(new BottleException("bubblewrap is missing: apt-get install bubblewrap"));
        var report = await new BottleDoctor(backend, host.State, new Dictionary<string, string>(), TimeProvider.System).ExamineAsync(CancellationToken.None);
        Assert.That(report.Probes[0], Is.EqualTo(
            new ProbeResult("bottle", "a bottle can be built", false, "build one (none here)", "bubblewrap is missing: apt-get install bubblewrap")));
        Assert.That(report.Probes, Has.Count.GreaterThan(10).And.All.Matches<ProbeResult>(probe => probe is { Passed: false }));
        var json = new StringWriter();
        report.Write(json, json: true);
        Assert.That(System.Text.Json.Nodes.JsonNode.Parse(json.ToString())?["probes"]?.AsArray(), Has.Count.EqualTo(report.Probes.Count));
    }
}
