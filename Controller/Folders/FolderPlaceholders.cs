using System.Security.Cryptography;
using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Folders;

/// <summary>
/// The placeholders in one shared folder. They exist while a bottle uses the folder and are removed with the last one: removing one under a living bottle would
/// remove its mask. The list is in the state folder and is written before the placeholders. The placeholders of a killed run are removed by the controller as
/// soon as the bottle is gone, or by the next run in the folder.
/// </summary>
/// <remarks>
/// Locks: <c>locks/lock</c> is held during a change. Every run that uses the folder holds the folder's own file with a shared lock for its whole life. The list
/// is a separate file, because .NET locks files that it reads, and would wait for our own lock. A killed run's lock is released just before its bottle ends, so
/// the list names the bottles, too.
/// </remarks>
internal sealed class FolderPlaceholders : IDisposable
{
    private const string ListSuffix = ".json";

    private readonly string _locks;
    private readonly string _useFile;
    private readonly SafeFileHandle _use;

    private FolderPlaceholders(string locks, string useFile, SafeFileHandle use, bool alone, IReadOnlyList<Placeholder> made)
    {
        Made = made;
        _locks = locks;
        _useFile = useFile;
        _use = use;
        Alone = alone;
    }

    /// <summary>False if another run uses the folder too.</summary>
    public bool Alone { get; }

    /// <summary>The placeholders in this folder that are still unused, made by this run or another.</summary>
    public IReadOnlyList<Placeholder> Made { get; }

    /// <summary>Creates placeholders for missing paths, and holds them until disposal.</summary>
    /// <param name="stateFolder">~/.bot-bottle.</param>
    /// <param name="folder">The shared folder, without links.</param>
    /// <param name="wanted">The placeholders that the masks need. Existing files are not changed.</param>
    /// <exception cref="BottleException">A placeholder could not be created, and so neither the mask.</exception>
    public static FolderPlaceholders Claim(string stateFolder, string folder, IEnumerable<Placeholder> wanted)
    {
        var locks = LocksOf(stateFolder);
        Directory.CreateDirectory(locks);
        using var change = BeginChange(locks);
        var useFile = Path.Combine(locks, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..32]);
        var use = UnlockedFile.OpenOrCreate(useFile);
        try
        {
            var alone = FileLock.TryExclusive(use);
            var list = PlaceholderList.Read(useFile + ListSuffix);
            if (alone && !list.InUse())
            {
                list.RemoveAll(); // of a killed run
                list = new PlaceholderList([], []);
                OldStubs.Remove(folder);
            }

            var missing = wanted.Where(placeholder => !Path.Exists(placeholder.Path)).ToList();
            list = list with { Placeholders = [.. list.Placeholders.Union(missing)] };
            list.Write(useFile + ListSuffix);
            missing.ForEach(placeholder => placeholder.Create());
            FileLock.Shared(use);
            return new FolderPlaceholders(locks, useFile, use, alone, list.Placeholders);
        }
        catch (Exception error)
        {
            use.Dispose();
            throw error is not (IOException or UnauthorizedAccessException) ? error : new BottleException(
                $"{folder} cannot be protected: {error.Message.TrimEnd('.')}. Make it writable, or share it read-only with --share {folder}:ro.", error);
        }
    }

    /// <summary>True if more than one bottle uses the folder at this moment.</summary>
    public bool IsCrowded()
    {
        using var change = BeginChange(_locks);
        return PlaceholderList.Read(_useFile + ListSuffix).Bottles.Count(bottle => bottle.Lives()) > 1;
    }

    /// <summary>Records a bottle that uses the folder. Called before its agent runs.</summary>
    /// <param name="process">Its first process.</param>
    public void UsedBy(int process)
    {
        if (ProcessIdentity.StartOf(process) is { } start)
        {
            using var change = BeginChange(_locks);
            var list = PlaceholderList.Read(_useFile + ListSuffix);
            (list with { Bottles = [.. list.Bottles.Where(bottle => bottle.Lives()), new PlaceholderList.Bottle(process, start)] })
                .Write(_useFile + ListSuffix);
        }
    }

    /// <summary>Removes the placeholders of killed runs in all folders.</summary>
    /// <param name="stateFolder">~/.bot-bottle.</param>
    /// <returns>False if a folder is in use: by a run, by a killed one whose last thread still ends, or by its bottle. The caller tries again later.</returns>
    /// <exception cref="BottleException">A list is damaged.</exception>
    public static bool Sweep(string stateFolder)
    {
        var locks = LocksOf(stateFolder);
        if (!Directory.Exists(locks))
        {
            return true;
        }

        var swept = true;
        BottleException? damaged = null;
        using var change = BeginChange(locks);
        foreach (var listFile in Directory.GetFiles(locks, "*" + ListSuffix))
        {
            using var use = UnlockedFile.OpenOrCreate(listFile[..^ListSuffix.Length]);
            try
            {
                swept &= FileLock.TryExclusive(use) && Clear(listFile[..^ListSuffix.Length]);
            }
            catch (BottleException broken)
            {
                damaged = broken; // the other folders are cleaned first
            }
        }

        return damaged is null ? swept : throw damaged;
    }

    /// <summary>Releases the lock without removing anything, as the kernel does for a killed process.</summary>
    internal void Abandon() => _use.Dispose();

    /// <summary>Removes the placeholders if this was the last run in the folder.</summary>
    public void Dispose()
    {
        using var change = BeginChange(_locks);
        if (FileLock.TryExclusive(_use))
        {
            Clear(_useFile);
        }

        _use.Dispose();
    }

    /// <summary>Removes a folder's placeholders; the caller holds its exclusive lock.</summary>
    /// <returns>False if a bottle still uses them.</returns>
    private static bool Clear(string useFile)
    {
        var list = PlaceholderList.Read(useFile + ListSuffix);
        if (list.InUse())
        {
            return false;
        }

        list.RemoveAll();
        File.Delete(useFile + ListSuffix);
        File.Delete(useFile);
        return true;
    }

    private static string LocksOf(string stateFolder) => new BottleHome(stateFolder).FolderLocks;

    private static SafeFileHandle BeginChange(string locks)
    {
        var change = UnlockedFile.OpenOrCreate(Path.Combine(locks, "lock"));
        FileLock.Exclusive(change);
        return change;
    }
}
