using System.Diagnostics;
using System.Text;

namespace BotBottle.Controller.Bottles;

/// <summary>
/// The operator's settings of git, as they hold in a folder: includes that depend on it (<c>includeIf</c>) count. The folder's repository may be an agent's work, so its own settings
/// are left out (git in the bottle reads them anyway), nothing is run that it names (<c>git config</c> runs nothing), and it cannot hold up the launch for long.
/// </summary>
/// <param name="environment">The host's.</param>
/// <param name="folder">Where the agent will work.</param>
/// <param name="writable">Shared folders: a git that lies there is not the operator's.</param>
internal sealed class HostGit(IReadOnlyDictionary<string, string> environment, string folder, IReadOnlyList<string> writable)
{
    private const int MostCharacters = 64 * 1024;
    private const int LongestValue = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // Where the operator's settings are, and no GIT_DIR or GIT_TRACE that would lead elsewhere.
    private static readonly string[] Inherited = ["HOME", "XDG_CONFIG_HOME", "PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"];

    private readonly string? _git = Find(environment.GetValueOrDefault("PATH", "/usr/bin:/bin"), [.. writable.Select(Paths.Real)]);

    /// <summary>A setting's value; null where there is none that a commit could carry.</summary>
    /// <param name="name">Like user.name.</param>
    public string? Setting(string name)
    {
        if (_git is null)
        {
            return null;
        }

        // A repository that git cannot read, or not soon, must not take the operator's settings with it.
        var value = Ask(name, folder) ?? Ask(name, "/");
        return string.IsNullOrWhiteSpace(value) || value.Length > LongestValue || value.Any(char.IsControl) ? null : value;
    }

    private string? Ask(string name, string where)
    {
        ProcessStartInfo start = new(_git!, ["config", "--null", "--show-scope", "--includes", "--get-all", name])
        {
            WorkingDirectory = where, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        foreach (var variable in Inherited.Where(environment.ContainsKey))
        {
            start.Environment[variable] = environment[variable];
        }

        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.ErrorDataReceived += (_, _) => { }; // read, so that it cannot fill its pipe; the settings that are there matter, not why others are not
        process.BeginErrorReadLine();
        using CancellationTokenSource late = new(Patience);
        using var kill = late.Token.Register(() => process.Kill());
        var text = ReadAll(process.StandardOutput);
        process.WaitForExit();
        return process.ExitCode == 0 && text is not null ? LastOf(text) : null;
    }

    private static string? ReadAll(StreamReader output)
    {
        var buffer = new char[MostCharacters];
        var length = output.ReadBlock(buffer);
        return length < MostCharacters ? new string(buffer, 0, length) : null;
    }

    /// <summary>Scope and value by turns, each with NUL behind it; the last one that is not the repository's holds.</summary>
    private static string? LastOf(string text)
    {
        var words = text.Split('\0');
        return Enumerable.Range(0, words.Length / 2).Where(i => words[2 * i] is "global" or "system").Select(i => words[(2 * i) + 1]).LastOrDefault();
    }

    private static string? Find(string path, string[] writable) => path.Split(':')
        .Where(entry => entry.StartsWith('/') && !Paths.LeadsThrough(entry, writable))
        .Select(entry => Executable.Find("git", entry, "/"))
        .FirstOrDefault(file => file is not null && !Paths.LeadsThrough(file, writable));
}
