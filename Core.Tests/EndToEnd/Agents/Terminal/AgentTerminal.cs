using System.Text;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Terminal;

/// <summary>
/// A program on its own terminal, created by script(1): the test types keys and reads the screen. The terminal's queries are answered automatically.
/// </summary>
internal sealed class AgentTerminal : IAsyncDisposable
{
    private const int Width = 120;
    private const int Height = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly SafeFileHandle _keys;
    private readonly FileStream _output;
    private readonly ChildProcess _script;
    private readonly TerminalEmulator _screen;
    private readonly Task _reading;
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AgentTerminal(IEnumerable<string> command, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        (SafeFileHandle keys, _keys) = Descriptors.Pipe();
        (SafeFileHandle look, SafeFileHandle output) = Descriptors.Pipe();
        _output = new FileStream(look, FileAccess.Read, bufferSize: 1);
        _screen = new TerminalEmulator(Width, Height, Send);
        Dictionary<string, string> variables = [];
        foreach (System.Collections.DictionaryEntry own in Environment.GetEnvironmentVariables())
        {
            variables[(string)own.Key] = (string)own.Value!;
        }

        foreach ((string name, string? value) in environment)
        {
            variables.Remove(name);
            if (value is not null)
            {
                variables[name] = value;
            }
        }

        variables.Remove("CI");
        variables["TERM"] = "xterm-256color";
        variables["SHELL"] = "/bin/sh";
        string line = string.Join(' ', command.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        _script = Spawner.Start(new SpawnRequest
        {
            Path = "/usr/bin/script",
            Arguments = ["-qefc", $"stty rows {Height} cols {Width}; exec {line}", "/dev/null"],
            Environment = variables,
            WorkingFolder = folder,
            Descriptors = [new(keys, 0), new(output, 1), new(output, 2)],
            NewSession = true,
        });
        keys.Dispose();
        output.Dispose();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>The text on the screen.</summary>
    public string Screen
    {
        get
        {
            lock (_lock)
            {
                return _screen.Text;
            }
        }
    }

    /// <summary>The modes of the terminal that are not as they were at the start.</summary>
    public IReadOnlyList<string> Modes
    {
        get
        {
            lock (_lock)
            {
                return _screen.Modes.Switched;
            }
        }
    }

    /// <summary>Types keys.</summary>
    public void Send(string keys) => Descriptors.Write(_keys, Encoding.UTF8.GetBytes(keys));

    /// <summary>
    /// Types a line as a person does: the return key when the text is on the screen. An agent takes a return directly after a key for the line end of a pasted
    /// text, so that the key is pressed until the line is accepted.
    /// </summary>
    public async Task TypeLineAsync(string line, Func<bool> isTaken)
    {
        Send(line);
        await UntilAsync(line);
        await PressAsync("\r", isTaken, line);
    }

    /// <summary>
    /// Types a line at a prompt that may not listen yet: the line and the return key in turn until one is taken. An agent that <c>fg</c> has woken may draw its
    /// prompt before it drops the keys that it finds.
    /// </summary>
    public async Task TypeLineAgainAsync(string line, Func<bool> isTaken)
    {
        bool isTyped = false;
        await PressAsync(() => (isTyped = !isTyped) ? line : "\r", isTaken, line);
    }

    /// <summary>Ends an agent that waits for a prompt, with its own command or the interrupt key.</summary>
    public async Task LeaveAsync(Agent agent)
    {
        if (agent.Leave != Agent.Interrupt)
        {
            Send(agent.Leave);
            await UntilAsync(agent.Leave);
        }

        await PressAsync(agent.Leave == Agent.Interrupt ? Agent.Interrupt : "\r", () => false, agent.Leave);
        Assert.That(await EndAsync(), Is.Zero, Screen);
    }

    /// <summary>Waits until one of the texts is on the screen; <c>|</c> separates them.</summary>
    public async Task UntilAsync(string texts)
    {
        string[] each = texts.Split('|');
        await UntilAsync(screen => each.Any(text => screen.Contains(text, StringComparison.Ordinal)), texts);
    }

    /// <summary>Waits until the screen satisfies a condition, which is checked after each output.</summary>
    public async Task UntilAsync(Func<string, bool> isThere, string what)
    {
        using CancellationTokenSource bound = new(Patience);
        while (true)
        {
            Task changed;
            string screen;
            lock (_lock)
            {
                changed = _changed.Task;
                screen = _screen.Text;
            }

            if (isThere(screen))
            {
                return;
            }

            Assert.That(_reading.IsCompleted, Is.False, $"the terminal ended before '{what}'; on the screen:\n{screen}");
            try
            {
                await Task.WhenAny(changed, _reading).WaitAsync(bound.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"'{what}' did not come; on the screen:\n{Screen}");
            }
        }
    }

    /// <summary>Waits for the end of the program and returns its exit code.</summary>
    public async Task<int> EndAsync()
    {
        try
        {
            await _reading.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"the program did not end; on the screen:\n{Screen}");
        }

        return (await _script.WaitAsync()).Code;
    }

    public async ValueTask DisposeAsync()
    {
        _script.Signal(Signal.Kill);
        await _reading.WaitAsync(Patience);
        await _script.WaitAsync();
        _keys.Dispose();
        await _output.DisposeAsync();
    }

    private Task PressAsync(string key, Func<bool> isTaken, string what) => PressAsync(() => key, isTaken, what);

    private async Task PressAsync(Func<string> keys, Func<bool> isTaken, string what)
    {
        using CancellationTokenSource bound = new(Patience);
        using PeriodicTimer pace = new(TimeSpan.FromSeconds(1));
        do
        {
            Send(keys());
            Assert.That(bound.IsCancellationRequested, Is.False, $"'{what}' is not accepted; on the screen:\n{Screen}");
            await Task.WhenAny(pace.WaitForNextTickAsync(CancellationToken.None).AsTask(), _reading);
        }
        while (!isTaken() && !_reading.IsCompleted);
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        while (await _output.ReadAsync(buffer) is > 0 and var read)
        {
            TaskCompletionSource before;
            lock (_lock)
            {
                _screen.Write(buffer.AsSpan(0, read));
                before = _changed;
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            before.TrySetResult();
        }
    }
}
