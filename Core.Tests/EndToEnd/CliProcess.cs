using System.Diagnostics;
using BotBottle.Controller.Native;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>A running <c>bot-bottle</c> of the build that is tested.</summary>
internal sealed class CliProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Task<string> _error;
    private volatile string _said = "";

    public CliProcess(string program, IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _error = ReadErrorAsync();
    }

    public int Pid => _process.Id;

    /// <summary>Reads the next line of its standard output; null at the end.</summary>
    public async Task<string?> LineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Waits until its standard error contains a text.</summary>
    public Task UntilSaidAsync(string text) => UntilSaidAsync(said => said.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until its standard error satisfies a condition.</summary>
    public Task UntilSaidAsync(Func<string, bool> holds) => Controller.Launching.Wait.ForAsync(() => Task.FromResult(holds(_said)));

    /// <summary>Sends it a signal.</summary>
    public void Signal(int number) => Processes.Kill(_process.Id, number);

    /// <summary>Waits for its end.</summary>
    public async Task<CommandResult> EndAsync()
    {
        string output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        string error = await _error.WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new CommandResult(_process.ExitCode, output, error);
    }

    private async Task<string> ReadErrorAsync()
    {
        char[] piece = new char[4096];
        while (await _process.StandardError.ReadAsync(piece) is > 0 and var read)
        {
            _said += new string(piece, 0, read);
        }

        return _said;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
