using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// The placeholders in one shared folder. They stand while a bottle uses the folder and go with the last one: taking one away
/// under a living bottle would take its mask off. The list is kept in the state folder and written before the placeholders are,
/// so that whoever uses the folder next removes what a killed run left.
/// </summary>
/// <remarks>
/// Locks: <c>locks/lock</c> is held for the moment of a change; the folder's own file is held shared by every run that uses the
/// folder, for its whole life. The list lies beside it: .NET locks what it reads, and would wait for our own lock.
/// </remarks>
internal sealed class FolderPlaceholders : IDisposable
{
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

    /// <summary>False: another run uses the folder too.</summary>
    public bool Alone { get; }

    /// <summary>The placeholders that stand here and are nobody's own, made by this run or another.</summary>
    public IReadOnlyList<Placeholder> Made { get; }

    /// <summary>Puts placeholders where there is nothing, and holds them until disposal.</summary>
    /// <param name="stateFolder">~/.bot-bottle.</param>
    /// <param name="folder">The shared folder, without links.</param>
    /// <param name="wanted">What the masks need. Where something exists already it is left alone.</param>
    /// <exception cref="BottleException">A placeholder could not be made, so the mask cannot be.</exception>
    public static FolderPlaceholders Hold(string stateFolder, string folder, IEnumerable<Placeholder> wanted)
    {
        var locks = Path.Combine(stateFolder, "locks");
        Directory.CreateDirectory(locks);
        using var change = UnlockedFile.OpenOrCreate(Path.Combine(locks, "lock"));
        FileLock.Exclusive(change);

        var useFile = Path.Combine(locks, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..32]);
        var listFile = useFile + ".json";
        var use = UnlockedFile.OpenOrCreate(useFile);
        try
        {
            var alone = FileLock.TryExclusive(use);
            var listed = Read(listFile);
            var missing = wanted.Where(placeholder => !Path.Exists(placeholder.Path)).ToList();
            Placeholder[] made = [.. listed.Union(missing)];
            File.WriteAllText(listFile, JsonSerializer.Serialize(made));
            missing.ForEach(placeholder => placeholder.Create());
            FileLock.Shared(use);
            return new FolderPlaceholders(locks, useFile, use, alone, made);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            use.Dispose();
            throw new BottleException(
                $"{folder} cannot be protected: {error.Message} Make it writable, or share it read-only with --share {folder}:ro.", error);
        }
    }

    /// <summary>Lets go without removing anything, as the kernel does for a process that is killed.</summary>
    internal void Abandon() => _use.Dispose();

    /// <summary>Removes the placeholders if this was the last run in the folder.</summary>
    public void Dispose()
    {
        using var change = UnlockedFile.OpenOrCreate(Path.Combine(_locks, "lock"));
        FileLock.Exclusive(change);
        if (FileLock.TryExclusive(_use))
        {
            var listFile = _useFile + ".json";
            Array.ForEach([.. Read(listFile).Reverse()], placeholder => placeholder.Remove());
            File.Delete(listFile);
            File.Delete(_useFile);
        }

        _use.Dispose();
    }

    private static Placeholder[] Read(string listFile) =>
        File.Exists(listFile) ? JsonSerializer.Deserialize<Placeholder[]>(File.ReadAllText(listFile))! : [];
}
