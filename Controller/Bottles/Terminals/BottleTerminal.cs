using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// What an agent gets of the operator's terminal. Where standard input or output is one: a pseudoterminal of its own, relayed. Where neither is: none, so that it has no
/// /dev/tty; standard error then comes through a pipe, if that goes to a terminal. Pipes and files stay what they are.
/// </summary>
internal sealed class BottleTerminal : IAsyncDisposable
{
    private readonly OperatorTerminal? _operator;
    private readonly PseudoTerminal? _pty;
    private readonly ErrorRelay? _errors;
    private readonly TerminalFilter _filter;
    private TerminalRelay? _relay;
    private JobStop? _jobStop;

    private BottleTerminal(bool raw)
    {
        _filter = new TerminalFilter(raw);
        _operator = OperatorTerminal.Open();
        if (_operator is { } terminal)
        {
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

    /// <summary>Makes it ready; the terminal is not touched yet.</summary>
    /// <param name="raw">Whether everything passes that the agent writes.</param>
    /// <exception cref="BottleException">The terminal cannot be opened.</exception>
    public static BottleTerminal Open(bool raw) => new(raw);

    /// <summary>Begins to relay; the agent is let go after this.</summary>
    /// <param name="bottle">It is built.</param>
    public void Begin(RunningBottle bottle)
    {
        if (_operator is { } terminal)
        {
            _relay = new TerminalRelay(terminal, _pty!, _filter, bottle);
            _relay.Start();
        }
        else
        {
            _jobStop = new JobStop(bottle);
        }
    }

    /// <summary>The agent has been let go: its terminal is open in its own processes, and ends with them.</summary>
    public void Started() => _pty?.Own.Dispose();

    /// <summary>Shows a line of ours between the agent's.</summary>
    /// <returns>False where it is to be written in the usual way: standard error may be a file.</returns>
    public bool TryTell(string text) => Terminal.Is(2) && _relay?.TryTell(text) == true;

    /// <summary>Has a key that became a signal typed on the agent's terminal.</summary>
    /// <param name="signal">SIGINT or SIGQUIT.</param>
    /// <returns>False where it is to be sent in the usual way.</returns>
    public bool TryInterrupt(int signal) => _relay?.TryInterrupt(signal) == true;

    /// <summary>The agent is gone: shows what it wrote last, and gives the terminal back.</summary>
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_relay is { } relay)
        {
            await relay.EndAsync(broken: true);
            relay.Dispose();
        }

        _jobStop?.Dispose();
        _errors?.Dispose();
        _pty?.Dispose();
        _operator?.Dispose();
    }
}
