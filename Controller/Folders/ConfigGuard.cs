using System.Runtime.Versioning;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>
/// The git configs that are read-only in a bottle, with their last good texts. The host's <c>git config</c> replaces the file, which takes the mask off: until it is back the agent can
/// write there. So what is there then is compared, and a setting that runs or includes something is taken out again, whoever wrote it: nobody can tell whose it is.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ConfigGuard
{
    private const int MostBytes = 1 << 20;

    private readonly Dictionary<string, byte[]> _good = new(StringComparer.Ordinal);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly GitConfigReader _reader;
    private readonly Func<bool> _alone;
    private readonly IReadOnlyList<string> _writable;

    /// <summary>Takes the texts as they are: no agent runs yet.</summary>
    /// <param name="gitFolders">Git folders whose settings are masked.</param>
    /// <param name="git">The host's git; null where there is none.</param>
    /// <param name="writable">Folders that are shared writable.</param>
    /// <param name="alone">Whether no other bottle uses the folders at this moment.</param>
    public ConfigGuard(IEnumerable<string> gitFolders, string? git, IReadOnlyList<string> writable, Func<bool> alone)
    {
        _alone = alone;
        _reader = new GitConfigReader(git);
        _writable = writable;
        foreach (var path in gitFolders.SelectMany(folder => (string[])[Path.Combine(folder, "config"), Path.Combine(folder, "config.worktree")]))
        {
            if (TryRead(path) is { } text)
            {
                _good[path] = text;
            }
        }
    }

    /// <summary>
    /// Looks at a file that was replaced on the host, and puts another in its place: the same text where that is good, else the last good one. A new file in any case, for the agent
    /// may have opened this one. The agent stands still.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>What was taken out; null where nothing was.</returns>
    /// <exception cref="IOException">It cannot be read or replaced: the bottle must end.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public FolderBreach? Settle(string path)
    {
        string? offence = null;
        if (Alone || JudgeInPlace() is not null)
        {
            FileReplacement.Replace(path, MostBytes, Judge);
        }

        return offence is null ? null : new FolderBreach(path, FolderTexts.Setting(path, offence));

        byte[] Judge(byte[] text)
        {
            var good = _good.GetValueOrDefault(path, text);
            offence = Offence(path, good, text);
            return _good[path] = offence is null ? text : good;
        }

        string? JudgeInPlace()
        {
            UntrustedFolder.AwaitRename(path);
            Judge(RegularFile.Read(path, MostBytes, Links.Refuse));
            _held.Add(path); // an agent may hold it open; it is looked at again
            return offence;
        }
    }

    /// <summary>Whether what lies below a mask can be replaced: with another bottle in the folder each replacement would take the mask off there, and by turns for ever.</summary>
    public bool Alone => _alone();

    /// <summary>Files that were settled without being replaced, and have another text than then.</summary>
    public IReadOnlyList<string> Changed() => [.. _held.Where(path => TryRead(path) is not { } text || !text.AsSpan().SequenceEqual(_good[path]))];

    private string? Offence(string path, byte[] good, byte[] text)
    {
        if (text.AsSpan().SequenceEqual(good))
        {
            return null;
        }

        var folder = Path.GetDirectoryName(path)!;
        return _reader.Read(good) is { } before && _reader.Read(text) is { } now
            ? new GitConfigJudge(_writable, Path.GetFileName(folder) == ".git" ? Path.GetDirectoryName(folder)! : folder).Offence(before, now)
            : "that git could not read";
    }

    private static byte[]? TryRead(string path)
    {
        try
        {
            return RegularFile.Read(path, MostBytes, Links.Refuse);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null; // there is none
        }
    }
}
