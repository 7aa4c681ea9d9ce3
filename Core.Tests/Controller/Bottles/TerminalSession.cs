using System.Runtime.Versioning;
using System.Text;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Core.Tests.Controller.Bottles;

/// <summary>A command on its own terminal, created by script(1). Written text is typed; read text is on the screen.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TerminalSession : IDisposable
{
    private readonly SafeFileHandle _keys;
    private readonly FileStream _screen;
    private readonly ChildProcess _script;
    private readonly StringBuilder _seen = new();

    public TerminalSession(BottleHost host, string command)
    {
        var (keys, type) = Descriptors.Pipe();
        var (look, screen) = Descriptors.Pipe();
        _keys = type;
        _screen = new FileStream(look, FileAccess.Read, bufferSize: 1);
        _script = Spawner.Start(new SpawnRequest
        {
            Path = "/usr/bin/script",
            Arguments = ["-qefc", command, "/dev/null"],
            Environment = new Dictionary<string, string>
            {
                ["HOME"] = host.Home, ["BOT_BOTTLE_HOME"] = host.State, ["PATH"] = "/usr/bin:/bin", ["TERM"] = "dumb", ["SHELL"] = "/bin/sh", ["PS1"] = "",
            },
            WorkingFolder = host.Project,
            Descriptors = [new(keys, 0), new(screen, 1), new(screen, 2)],
            NewSession = true,
        });
        keys.Dispose();
        screen.Dispose();
    }

    /// <summary>The built CLI with its proxy: in Controller/bin, in the folder of the tests' configuration.</summary>
    public static string Program =>
        Path.Combine(AppContext.BaseDirectory.Replace("/Core.Tests/bin/", "/Controller/bin/", StringComparison.Ordinal), "bot-bottle");

    public void Type(string keys)
    {
        foreach (var key in Encoding.ASCII.GetBytes(keys))
        {
            Assert.That(Descriptors.Write(_keys, [key]), "the terminal is gone");
        }
    }

    /// <summary>Reads the screen until it shows the text, and drops everything up to it.</summary>
    /// <returns>The text before it.</returns>
    public async Task<string> ExpectAsync(string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var buffer = new byte[4096];
        int at;
        while ((at = _seen.ToString().IndexOf(text, StringComparison.Ordinal)) < 0)
        {
            var read = 0;
            try
            {
                read = await _screen.ReadAsync(buffer, patience.Token).AsTask().WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                Assert.Fail($"'{text}' did not come; on the screen: {_seen}");
            }

            Assert.That(read, Is.Positive, $"'{text}' did not appear before the end; on the screen: {_seen}");
            _seen.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        string before = _seen.ToString(0, at);
        _seen.Remove(0, at + text.Length);
        return before;
    }

    /// <summary>Closes the terminal as a closed window does.</summary>
    public void HangUp() => _script.Signal(Signal.Kill);

    public async Task<int> EndAsync() => (await _script.WaitAsync()).Code;

    public void Dispose()
    {
        _script.Signal(Signal.Kill);
        _keys.Dispose();
        _screen.Dispose();
    }
}
