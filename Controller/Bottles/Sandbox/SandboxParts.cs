using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>The processes, pipes and listeners of a launch.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SandboxParts : IDisposable
{
    private readonly SafeFileHandle _status;
    private readonly StringBuilder _reports = new();

    /// <summary>Waits until bubblewrap reports the bottle's first process.</summary>
    /// <param name="monitor">The leader of the bottle's session, our child: it waits for bubblewrap's outer process and ends with it.</param>
    /// <param name="listeners">The listeners from the launcher.</param>
    /// <param name="status">The pipe for bubblewrap's reports.</param>
    /// <param name="block">The pipe on which bubblewrap waits.</param>
    /// <param name="masks">The read-only parts of the shared folders.</param>
    /// <exception cref="BottleException">bubblewrap ended first.</exception>
    public SandboxParts(
        ChildProcess monitor, IReadOnlyList<BottleListener> listeners, SafeFileHandle status, SafeFileHandle block, MaskSet masks)
    {
        Monitor = monitor;
        MonitorHandle = Processes.OpenHandle(monitor.Pid);
        Listeners = listeners;
        Block = block;
        Masks = masks;
        _status = status;
        while (!_reports.ToString().Contains('\n', StringComparison.Ordinal))
        {
            if (!ReadMore())
            {
                throw new BottleException("bubblewrap could not build the bottle; its message is above.");
            }
        }

        using var first = JsonDocument.Parse(_reports.ToString().Split('\n')[0]);
        InitPid = first.RootElement.GetProperty("child-pid").GetInt32();
        Init = Processes.OpenHandle(InitPid);
    }

    /// <summary>The leader of the bottle's session. It ends when bubblewrap's outer process ends, and that dies with it.</summary>
    public ChildProcess Monitor { get; }

    /// <summary>The leader's handle, readable when it has ended.</summary>
    public SafeFileHandle MonitorHandle { get; }

    /// <summary>The first process of the bottle's process namespace.</summary>
    public int InitPid { get; }

    /// <summary>The first process's handle, readable when the whole namespace is empty.</summary>
    public SafeFileHandle Init { get; }

    /// <summary>The bottle's listening sockets.</summary>
    public IReadOnlyList<BottleListener> Listeners { get; }

    /// <summary>The pipe on which one byte starts the agent.</summary>
    public SafeFileHandle Block { get; }

    /// <summary>The read-only parts of the shared folders.</summary>
    public MaskSet Masks { get; }

    /// <summary>True, after the end, if bubblewrap reported an exit code; it does so only if the agent's program ran.</summary>
    public bool ExitWasReported()
    {
        while (ReadMore())
        {
        }

        return _reports.ToString().Contains("\"exit-code\"", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var listener in Listeners)
        {
            listener.Dispose();
        }

        MonitorHandle.Dispose();
        Init.Dispose();
        Block.Dispose();
        _status.Dispose();
    }

    private bool ReadMore()
    {
        Span<byte> buffer = stackalloc byte[512];
        var read = Descriptors.Read(_status, buffer);
        _reports.Append(Encoding.ASCII.GetString(buffer[..read]));
        return read > 0;
    }
}
