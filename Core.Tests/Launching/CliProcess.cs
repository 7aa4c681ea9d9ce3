using System.Diagnostics;
using BotBottle.Controller.Native;

namespace BotBottle.Core.Tests.Launching;

/// <summary>A running <c>bot-bottle</c> of the build that is tested.</summary>
internal sealed class CliProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;

    public CliProcess(string folder, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(Executable)
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Controller/bin/CONFIGURATION/net10.0/bot-bottle, beside which the proxy lies.</summary>
    public static string Executable
    {
        get
        {
            DirectoryInfo framework = new(AppContext.BaseDirectory);
            DirectoryInfo root = framework.Parent!.Parent!.Parent!.Parent!;
            return Path.Combine(root.FullName, "Controller", "bin", framework.Parent.Name, framework.Name, "bot-bottle");
        }
    }

    public int Pid => _process.Id;

    /// <summary>The next line of its standard output; null at the end.</summary>
    public async Task<string?> LineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Sends it a signal.</summary>
    public void Signal(int number) => Processes.Kill(_process.Id, number);

    /// <summary>Waits for its end.</summary>
    public async Task<CliResult> EndAsync()
    {
        string output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        string error = await _error.WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new CliResult(_process.ExitCode, output, error);
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
