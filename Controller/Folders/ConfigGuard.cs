using System.Runtime.Versioning;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>
/// The git configs that are read-only in a bottle, with their last good texts. The host's <c>git config</c> replaces the file, which removes the mask: until
/// the mask is restored the agent can write there. So the file is compared then, and a setting that runs or includes something is removed, because its author
/// cannot be determined.
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

    /// <summary>Reads the present texts, before any agent runs.</summary>
    /// <param name="gitFolders">Git folders whose settings are masked.</param>
    /// <param name="git">The host's git; null if there is none.</param>
    /// <param name="writable">Folders that are shared writable.</param>
    /// <param name="alone">Tells whether no other bottle uses the folders at this moment.</param>
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
    /// Checks a file that was replaced on the host, and replaces it: by the same text if that is good, else by the last good one. The file is new in any case,
    /// because the agent may have opened the old one. The agent is stopped meanwhile.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The removed setting; null if none was.</returns>
    /// <exception cref="IOException">The file cannot be read or replaced: the bottle must end.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read or replaced: the bottle must end.</exception>
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
            _held.Add(path); // an agent may hold it open, so it is checked again
            return offence;
        }
    }

    /// <summary>
    /// True if a file below a mask can be replaced. With another bottle in the folder, each replacement would remove the mask there, in turns without end.
    /// </summary>
    public bool Alone => _alone();

    /// <summary>Gets the files that were settled without a replacement and have changed since.</summary>
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
            return null; // the file does not exist
        }
    }
}
