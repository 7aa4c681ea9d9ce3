using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>What a launch leaves in our hands.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SandboxParts : IDisposable
{
    private readonly SafeFileHandle _status;
    private readonly StringBuilder _reports = new();

    /// <summary>Waits until bubblewrap tells the bottle's first process.</summary>
    /// <param name="monitor">The leader of the bottle's session, our child: it waits for bubblewrap's outer process and ends as that does.</param>
    /// <param name="listeners">As the launcher handed them out.</param>
    /// <param name="status">The pipe on which bubblewrap tells.</param>
    /// <param name="block">The pipe that it waits on.</param>
    /// <param name="masks">What is read-only in the shared folders.</param>
    /// <exception cref="BottleException">It ended first.</exception>
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

    /// <summary>The leader of the bottle's session; it ends as bubblewrap's outer process does, which dies with it.</summary>
    public ChildProcess Monitor { get; }

    /// <summary>Its handle, readable when it has ended.</summary>
    public SafeFileHandle MonitorHandle { get; }

    /// <summary>The first process of the bottle's process namespace.</summary>
    public int InitPid { get; }

    /// <summary>Its handle, readable when the whole namespace is empty.</summary>
    public SafeFileHandle Init { get; }

    /// <summary>The bottle's listening sockets.</summary>
    public IReadOnlyList<BottleListener> Listeners { get; }

    /// <summary>A byte written here lets the agent run.</summary>
    public SafeFileHandle Block { get; }

    /// <summary>What is read-only in the shared folders.</summary>
    public MaskSet Masks { get; }

    /// <summary>After the end: whether bubblewrap reported an exit code, which it does only if the agent's program ran.</summary>
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
