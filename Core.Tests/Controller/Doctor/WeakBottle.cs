using System.Runtime.Versioning;
using BotBottle.Controller.Doctor;
using BotBottle.Core.Tests.Controller.Bottles;

namespace BotBottle.Core.Tests.Controller.Doctor;

/// <summary>Bottles with a hole: the doctor's script runs in a bottle built by hand, so that its probes must fail.</summary>
[SupportedOSPlatform("linux")]
internal sealed class WeakBottle : IDisposable
{
    private const string Bubblewrap = "/usr/bin/bwrap";

    private readonly BottleHost _host = new();
    private readonly DoctorHost _doctor;

    public WeakBottle() => _doctor = new DoctorHost(_host.State);

    /// <summary>Returns the report of a bottle with <paramref name="options"/> on a probe.</summary>
    /// <param name="id">The probe.</param>
    /// <param name="options">The options for bwrap.</param>
    /// <param name="shell">Shell commands before the script starts.</param>
    public async Task<ProbeResult> ProbeAsync(string id, string[] options, string shell = ":")
    {
        string[] arguments =
        [
            .. options, "--chdir", _doctor.Project, "--setenv", "HOME", "/tmp", "--setenv", "DOCTOR_TEST_KEY", _doctor.Key, "--",
            "/bin/sh", "-c", shell + "; exec \"$@\"", "sh", "/usr/bin/perl", "-e", ProbeCatalog.Script(), "--",
            $"host_port={_doctor.HostPort}", $"unix={_doctor.SocketFile}", $"unix=@{_doctor.AbstractSocket}",
            $"key_reversed={new string([.. _doctor.Key.Reverse()])}", $"other={_doctor.Other}", "tls_name=doctor.bot-bottle.test",
            // Loopback stands for the internet: a hole lets a probe out, but no packet of a test leaves this machine.
            "lookup=localhost", "internet=127.0.0.2", "internet=::1", "metadata=127.0.0.3",
            $"hidden={_doctor.SecretFile}", "executed=.envrc", "executed=.vscode",
        ];
        var (_, output) = await _host.OnHostAsyncIn("/", Bubblewrap, arguments);
        return ProbeReader.Read(output, $"no answer: {output}").Single(result => result.Id == id);
    }

    public void Dispose()
    {
        _doctor.Dispose();
        _host.Dispose();
    }
}
