using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Terminals;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// The agent's part of the operator's terminal. If standard input or output is a terminal, the agent gets its own pseudoterminal, which is relayed. If neither
/// is, it gets none, and so no /dev/tty; if standard error is a terminal, it is relayed through a pipe. Pipes and files are passed on unchanged.
/// </summary>
internal sealed class BottleTerminal : IAsyncDisposable
{
    private readonly OperatorTerminal? _operator;
    private readonly PseudoTerminal? _pty;
    private readonly ErrorRelay? _errors;
    private readonly TerminalFilter _filter;
    private readonly bool _beganAsOurs;
    private TerminalRelay? _relay;
    private JobStop? _jobStop;

    private BottleTerminal(bool raw)
    {
        _filter = new TerminalFilter(raw);
        _operator = OperatorTerminal.Open();
        if (_operator is { } terminal)
        {
            _beganAsOurs = terminal.IsOurTurn;
            _pty = PseudoTerminal.Open(terminal.Settings ?? throw new BottleException("the terminal is gone."), terminal.Size);
            Streams = new BottleStreams { Terminal = new TerminalMapping(_pty.Path, [.. Enumerable.Range(0, 3).Where(Terminal.Is)]) };
        }
        else if (Terminal.Is(2))
        {
            _errors = new ErrorRelay(_filter);
            Streams = new BottleStreams(Error: _errors.Pipe);
        }
    }

    /// <summary>The agent's streams.</summary>
    public BottleStreams Streams { get; } = new();

    /// <summary>Prepares it, without changing the operator's terminal yet.</summary>
    /// <param name="raw">True if all output of the agent passes unfiltered.</param>
    /// <exception cref="BottleException">The terminal cannot be opened.</exception>
    public static BottleTerminal Open(bool raw) => new(raw);

    /// <summary>Begins to relay; the agent starts after this.</summary>
    /// <param name="bottle">The built bottle.</param>
    /// <exception cref="BottleException">The operator's window was closed meanwhile: the agent must not start.</exception>
    public void Begin(RunningBottle bottle)
    {
        if (_operator is { } terminal)
        {
            if (_beganAsOurs && terminal.IsGone)
            {
                throw OperatorTerminal.Closed();
            }

            _relay = new TerminalRelay(terminal, _pty!, _filter, bottle);
            _relay.Start();
        }
        else
        {
            _jobStop = new JobStop(bottle);
        }
    }

    /// <summary>Closes our copy of the agent's terminal after the agent has started, so that it ends with the agent's processes.</summary>
    public void Started() => _pty?.Own.Dispose();

    /// <summary>Shows one of our lines between the agent's.</summary>
    /// <returns>False if it must be written in the usual way: standard error may be a file.</returns>
    public bool TryTell(string text) => Terminal.Is(2) && _relay?.TryTell(text) == true;

    /// <summary>Sends a key that became a signal to the agent's terminal.</summary>
    /// <param name="signal">SIGINT or SIGQUIT.</param>
    /// <returns>False if it must be sent in the usual way.</returns>
    public bool TryInterrupt(int signal) => _relay?.TryInterrupt(signal) == true;

    /// <summary>Shows the agent's last output after its end, and restores the terminal.</summary>
    /// <param name="code">Its exit code.</param>
    public async Task EndAsync(int code)
    {
        const int BySignal = 128;
        if (_relay is { } relay)
        {
            await relay.EndAsync(broken: code > BySignal && code != BySignal + Signal.Interrupt);
        }

        if (_errors is { } errors)
        {
            await errors.EndAsync();
        }
    }

    // The bottle was not built. A container engine that failed has given its reason on the terminal, which nothing relayed yet.
    private static void ShowOnce(PseudoTerminal pty)
    {
        byte[] written = new byte[4096];
        if (Descriptors.TryRead(pty.Master, written) is not (> 0 and var length))
        {
            return;
        }

        using DescriptorStream error = new(2);
        foreach (string line in Encoding.UTF8.GetString(written, 0, length).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            error.Write(Encoding.UTF8.GetBytes(TerminalText.Clean(line) + "\n"));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_relay is { } relay)
        {
            await relay.EndAsync(broken: true);
            relay.Dispose();
        }

        else if (_pty is { } unrelayed)
        {
            ShowOnce(unrelayed);
        }

        _jobStop?.Dispose();
        _errors?.Dispose();
        _pty?.Dispose();
        _operator?.Dispose();
    }
}
