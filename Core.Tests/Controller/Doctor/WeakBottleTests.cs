using System.Runtime.Versioning;
using BotBottle.Controller.Doctor;

namespace BotBottle.Core.Tests.Controller.Doctor;

/// <summary>A probe that cannot fail proves nothing, so that each runs without the protection that it checks.</summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux")]
public class WeakBottleTests
{
    /// <summary>The host's whole tree, its network, its processes; no filter.</summary>
    private static readonly string[] Open = ["--dev-bind", "/", "/"];

    /// <summary>Its own namespaces, but no filter, and access to every file.</summary>
    private static readonly string[] Unfiltered = ["--dev-bind", "/", "/", "--unshare-user", "--unshare-pid", "--unshare-net", "--proc", "/proc"];

    [TestCase("route")]
    [TestCase("dns")]
    [TestCase("direct")]
    [TestCase("proxy")]
    [TestCase("filter")]
    [TestCase("kernel_files")]
    [TestCase("processes")]
    [TestCase("unix_sockets")]
    [TestCase("secrets")]
    [TestCase("provider_key")]
    [TestCase("git")]
    [TestCase("host_executed")]
    [TestCase("ca")]
    public async Task An_open_bottle_fails(string id)
    {
        using var bottle = new WeakBottle();
        AssertFound(await bottle.ProbeAsync(id, Open));
    }

    [TestCase("vsock")]
    [TestCase("io_uring")]
    [TestCase("keyctl")]
    [TestCase("kernel_calls")]
    [TestCase("tiocsti")]
    [TestCase("filter")]
    [TestCase("user_namespace")]
    public async Task A_bottle_without_a_filter_fails(string id)
    {
        using var bottle = new WeakBottle();
        AssertFound(await bottle.ProbeAsync(id, Unfiltered));
    }

    [TestCase("raw_ip")]
    [TestCase("mount")]
    [TestCase("capabilities")]
    public async Task A_bottle_with_capabilities_fails(string id)
    {
        using var bottle = new WeakBottle();
        AssertFound(await bottle.ProbeAsync(id, [.. Unfiltered, "--uid", "0", "--cap-add", "ALL"]));
    }

    [TestCase("udp")]
    [TestCase("metadata")]
    public async Task A_bottle_with_a_route_fails(string id)
    {
        using var bottle = new WeakBottle();
        AssertFound(await bottle.ProbeAsync(id, Open));
    }

    [Test]
    public async Task An_inherited_descriptor_fails()
    {
        using var bottle = new WeakBottle();
        var result = await bottle.ProbeAsync("descriptors", Unfiltered, "exec 9</etc");
        Assert.That(result.Passed, Is.False);
        Assert.That(result.Saw, Does.Contain("9 is /etc"));
    }

    [Test]
    public async Task An_unwritable_folder_fails()
    {
        using var bottle = new WeakBottle();
        AssertFound(await bottle.ProbeAsync("shared_folder", ["--ro-bind", "/", "/", "--dev", "/dev"]));
    }

    [Test]
    public async Task A_probe_that_cannot_run_fails()
    {
        using var bottle = new WeakBottle();
        var result = await bottle.ProbeAsync("route", ["--tmpfs", "/"]);
        Assert.That(result.Passed, Is.False);
        Assert.That(result.Saw, Does.StartWith("no answer"));
    }

    /// <summary>The probe failed because it found a hole, not because it could not run.</summary>
    private static void AssertFound(ProbeResult result)
    {
        Assert.That(result.Passed, Is.False, result.Saw);
        Assert.That(result.Saw, Does.Not.StartWith("no answer").And.Not.StartWith("the probe died"));
    }
}
