using System.Diagnostics;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>Runs a program of the system and gives what it said, on both streams.</summary>
internal static class RealProgram
{
    /// <summary>A compiler on a busy machine takes its time.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Runs it to its end.</summary>
    /// <param name="program">A name on PATH, or a path.</param>
    /// <param name="arguments">As the program gets them.</param>
    /// <param name="input">What stands on its standard input; the end of input comes after it.</param>
    /// <param name="environment">Set besides what the tests have.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, string input = "", IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            string said = await output.WaitAsync(Limit) + await error.WaitAsync(Limit);
            await process.WaitForExitAsync().WaitAsync(Limit);
            return (process.ExitCode, said);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
