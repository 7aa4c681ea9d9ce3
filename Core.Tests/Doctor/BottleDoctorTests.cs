using System.Runtime.Versioning;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Doctor;
using BotBottle.Core.Tests.Bottles;

namespace BotBottle.Core.Tests.Doctor;

[TestFixture, Category("System"), SupportedOSPlatform("linux")]
public class BottleDoctorTests
{
    [Test]
    public async Task Every_probe_of_a_sandbox_passes()
    {
        using var host = new BottleHost();
        var environment = new Dictionary<string, string> { ["HOME"] = host.Home, ["PATH"] = "/usr/local/bin:/usr/bin:/bin" };
        var report = await new BottleDoctor(new SandboxBackend(host.Messages), host.State, environment, TimeProvider.System).ExamineAsync(CancellationToken.None);

        var text = new StringWriter();
        report.Write(text, json: false);
        TestContext.Out.WriteLine(text);
        Assert.That(report.Probes.Where(probe => !probe.Passed).Select(probe => $"{probe.Id}: {probe.Saw}"), Is.Empty);
    }
}
