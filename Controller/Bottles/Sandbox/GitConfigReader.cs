using System.Diagnostics;
using System.Text;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>Reads the text of a git config as git itself does, so that no other reading of its grammar decides: the host's git lists it from a pipe, in an empty environment, and obeys nothing of it.</summary>
/// <param name="git">The host's git; null where there is none.</param>
internal sealed class GitConfigReader(string? git)
{
    private const int MostCharacters = 4 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // a machine may be busy; what was not read in time is taken out of the config

    /// <summary>The settings in their order: names as git writes them (section and last part in lower case), and values; empty where there is none.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null where git does not take it, or there is no git.</returns>
    public IReadOnlyList<KeyValuePair<string, string>>? Read(byte[] text)
    {
        if (git is null)
        {
            return null;
        }

        ProcessStartInfo start = new(git, ["config", "--file", "-", "--null", "--list", "--no-includes"])
        {
            WorkingDirectory = "/", RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1, // each byte is told from each other
        };
        start.Environment.Clear();
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(start)!;
        using CancellationTokenSource late = new(Patience);
        using var kill = late.Token.Register(() => process.Kill());
        process.ErrorDataReceived += (_, _) => { }; // read, so that it cannot fill its pipe
        process.BeginErrorReadLine();
        var writing = Task.Run(() =>
        {
            try
            {
                process.StandardInput.BaseStream.Write(text);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended at an error in the text: its exit code says so.
            }
        });
        var buffer = new char[MostCharacters];
        var length = process.StandardOutput.ReadBlock(buffer);
        if (length == MostCharacters)
        {
            process.Kill();
        }

        writing.Wait();
        process.WaitForExit();
        return process.ExitCode == 0 && length < MostCharacters ? [.. Entries(new string(buffer, 0, length))] : null;
    }

    private static IEnumerable<KeyValuePair<string, string>> Entries(string listed) =>
        listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('\n', 2)).Select(pair => KeyValuePair.Create(pair[0], pair.Length > 1 ? pair[1] : ""));
}
