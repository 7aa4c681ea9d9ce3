using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>
/// Removes a folder that an agent filled: by file descriptors, so that no link is followed and no path is too long. Folders deeper than
/// <see cref="MostLevels"/> are moved to the top first. Folders that their owner may not write are made writable. Other file systems are left alone.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class FolderRemoval
{
    /// <summary>Most open levels; each costs a file descriptor.</summary>
    private const int MostLevels = 100;

    private const int RemoveFolder = 0x200; // AT_REMOVEDIR
    private const uint OwnerOnly = 0x1C0; // 0700

    // O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    private static readonly int PlaceFlags = 0x200000 | 0x80000 | (RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 0x4000 | 0x8000 : 0x30000);

    private readonly Stack<Level> _open = new();
    private readonly byte[] _buffer = new byte[32 * 1024];
    private ulong _device;
    private Level? _top;

    /// <summary>Allocated bytes of what was removed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Entries that could not be removed.</summary>
    public long Left { get; private set; }

    /// <summary>The first entry that could not be removed, with the reason; null for none.</summary>
    public string? Problem { get; private set; }

    /// <summary>Removes a folder with all that it holds. What cannot be removed is counted and left.</summary>
    /// <param name="path">The folder; absolute. It may be gone.</param>
    /// <exception cref="IOException">The folder above it does not exist, or its path contains a link.</exception>
    public static FolderRemoval Remove(string path)
    {
        FolderRemoval removal = new();
        using SafeFileHandle parent = UntrustedFolder.OpenParent(path, make: false);
        byte[] name = [.. Encoding.UTF8.GetBytes(Path.GetFileName(path)), 0];
        if (FolderEntries.Look(parent, name) is not { } facts)
        {
            return removal;
        }

        removal._device = facts.Device;
        try
        {
            removal.Enter(parent, name);
            removal.Walk();
        }
        finally
        {
            while (removal._open.TryPop(out Level? level))
            {
                level.Folder.Dispose();
            }
        }

        return removal;
    }

    private void Walk()
    {
        while (_open.TryPeek(out Level? level))
        {
            if (level.Inner.TryPop(out byte[]? inner))
            {
                if (_open.Count < MostLevels)
                {
                    Enter(level.Folder, inner);
                }
                else
                {
                    MoveUp(level.Folder, inner);
                }
            }
            else if (!Sweep(level)) // again: a listing may miss entries while others are removed
            {
                _open.Pop().Folder.Dispose();
                Unlink(level.Outer, level.Name, isFolder: true);
            }
        }
    }

    private void Enter(SafeFileHandle outer, byte[] name)
    {
        SafeFileHandle? folder = FolderEntries.TryOpen(outer, name);
        if (folder is null && IsDenied() && Allow(outer, name))
        {
            folder = FolderEntries.TryOpen(outer, name);
        }

        if (folder is null)
        {
            Unlink(outer, name, isFolder: true); // an empty one needs no reading; otherwise this names the reason
            return;
        }

        Level level = new(outer, name, folder);
        _open.Push(level);
        _top ??= level;
        _ = Sweep(level);
    }

    // Removes the files of a folder and notes its folders; false if there was nothing new.
    private bool Sweep(Level level)
    {
        if (Seek((int)level.Folder.DangerousGetHandle(), 0, 0) < 0)
        {
            return false;
        }

        bool found = false;
        for (int read; (read = FolderEntries.Read(level.Folder, _buffer)) > 0;)
        {
            ReadOnlySpan<byte> entries = _buffer.AsSpan(0, read);
            while (FolderEntries.Next(ref entries) is { IsEmpty: false } entry)
            {
                byte[] name = entry.ToArray();
                if (level.Seen.Contains(name))
                {
                    continue;
                }

                DiskFacts? facts = FolderEntries.Look(level.Folder, name);
                if (facts is null && IsDenied() && ChangeMode((int)level.Folder.DangerousGetHandle(), OwnerOnly) == 0)
                {
                    facts = FolderEntries.Look(level.Folder, name);
                }

                if (facts is { IsFolder: true } folder && folder.Device == _device)
                {
                    level.Seen.Add(name); // entered once
                    level.Inner.Push(name);
                    found = true;
                }
                else if (facts is { } other && other.Device != _device)
                {
                    level.Seen.Add(name);
                    Leave(name, "it is another file system");
                }
                else if (!Unlink(level.Folder, name, isFolder: false, facts))
                {
                    level.Seen.Add(name);
                }
                else
                {
                    found = true;
                }
            }
        }

        return found;
    }

    private bool Unlink(SafeFileHandle folder, byte[] name, bool isFolder, DiskFacts? known = null)
    {
        DiskFacts? facts = known ?? FolderEntries.Look(folder, name);
        for (bool again = false; ; again = true)
        {
            int result;
            fixed (byte* pointer = name)
            {
                result = UnlinkAt((int)folder.DangerousGetHandle(), pointer, isFolder ? RemoveFolder : 0);
            }

            if (result == 0)
            {
                Bytes += facts is { IsFolder: true } or { Links: <= 1 } ? facts.Value.Bytes : 0;
                return true;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.NoSuchFile)
            {
                return true;
            }

            if (again || error != Errno.AccessDenied || ChangeMode((int)folder.DangerousGetHandle(), OwnerOnly) != 0)
            {
                Leave(name, Marshal.GetPInvokeErrorMessage(error));
                return false;
            }
        }
    }

    // The folder gets a name that no agent knows.
    private void MoveUp(SafeFileHandle folder, byte[] name)
    {
        byte[] other = [.. Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")), 0];
        if (Move(folder, name, other) || (IsDenied() && Allow(folder, name) && ChangeMode((int)folder.DangerousGetHandle(), OwnerOnly) == 0
            && Move(folder, name, other)))
        {
            _top!.Seen.Add(other);
            _top.Inner.Push(other);
            return;
        }

        Leave(name, Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
    }

    private bool Move(SafeFileHandle folder, byte[] name, byte[] other)
    {
        fixed (byte* from = name, to = other)
        {
            return RenameAt((int)folder.DangerousGetHandle(), from, (int)_top!.Folder.DangerousGetHandle(), to) == 0;
        }
    }

    // By a descriptor that is no link: chmod of a name would follow one that appears in its place.
    private static bool Allow(SafeFileHandle folder, byte[] name)
    {
        int descriptor;
        fixed (byte* pointer = name)
        {
            descriptor = OpenAt((int)folder.DangerousGetHandle(), pointer, PlaceFlags);
        }

        if (descriptor < 0)
        {
            return false;
        }

        using SafeFileHandle place = Descriptors.Own(descriptor);
        return ChangePathMode(UntrustedFolder.PathOf(place), OwnerOnly) == 0;
    }

    private static bool IsDenied() => Marshal.GetLastPInvokeError() == Errno.AccessDenied;

    private void Leave(byte[] name, string reason)
    {
        Left++;
        Problem ??= $"{Encoding.UTF8.GetString(name.AsSpan(0, name.Length - 1))}: {reason}";
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int folder, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int UnlinkAt(int folder, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static partial int RenameAt(int fromFolder, byte* from, int toFolder, byte* to);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(int file, uint mode);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangePathMode(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(int file, long offset, int from);

    // A folder that is being emptied.
    private sealed record Level(SafeFileHandle Outer, byte[] Name, SafeFileHandle Folder)
    {
        /// <summary>Folders to empty.</summary>
        public Stack<byte[]> Inner { get; } = new();

        /// <summary>Entries that were seen and are not looked at again.</summary>
        public HashSet<byte[]> Seen { get; } = new(NameComparer.Instance);
    }

    private sealed class NameComparer : IEqualityComparer<byte[]>
    {
        public static readonly NameComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] name)
        {
            HashCode code = default;
            code.AddBytes(name);
            return code.ToHashCode();
        }
    }
}
