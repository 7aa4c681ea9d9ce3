using System.ComponentModel;
using System.Runtime.Versioning;
using System.Text;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>Use of a disk by a folder.</summary>
/// <param name="Bytes">Allocated bytes of its files, each file once, and a KiB for each inode.</param>
/// <param name="Complete">False if a part could not be read, because the agent made it unreadable or deeper than <see cref="MostLevels"/>.</param>
internal readonly record struct FolderUse(long Bytes, bool Complete)
{
    /// <summary>Most levels; each costs an open file descriptor.</summary>
    private const int MostLevels = 1000;

    private const long InodeBytes = 1024; // an inode of ext4 or XFS and its name

    /// <summary>Measures a folder that an agent may change meanwhile.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="most">Bytes at which counting stops.</param>
    [SupportedOSPlatform("linux")]
    public static FolderUse Of(string folder, long most)
    {
        Stack<(SafeFileHandle Folder, Stack<byte[]> Inner)> open = new();
        HashSet<ulong> linked = [];
        FolderUse use = new(0, Complete: true);
        try
        {
            Enter(null, [.. Encoding.UTF8.GetBytes(folder), 0]);
            while (use.Bytes <= most && open.TryPeek(out var level))
            {
                if (level.Inner.TryPop(out byte[]? inner))
                {
                    Enter(level.Folder, inner);
                }
                else
                {
                    open.Pop().Folder.Dispose();
                }
            }
        }
        finally
        {
            foreach (var level in open)
            {
                level.Folder.Dispose();
            }
        }

        return use;

        void Enter(SafeFileHandle? outer, byte[] name)
        {
            if (open.Count == MostLevels || FolderEntries.TryOpen(outer, name) is not { } entered)
            {
                // An entry that was deleted meanwhile uses nothing.
                use = use with { Complete = use.Complete && FolderEntries.Look(outer, name) is null };
                return;
            }

            Stack<byte[]> inner = new();
            open.Push((entered, inner));
            try
            {
                use = use with { Bytes = use.Bytes + Sum(entered, inner, linked, most - use.Bytes) };
            }
            catch (Win32Exception)
            {
                use = use with { Complete = false };
            }
        }
    }

    [SupportedOSPlatform("linux")]
    private static long Sum(SafeFileHandle folder, Stack<byte[]> inner, HashSet<ulong> linked, long most)
    {
        long bytes = 0;
        byte[] buffer = new byte[32 * 1024];
        for (int read; bytes <= most && (read = FolderEntries.Read(folder, buffer)) > 0;)
        {
            ReadOnlySpan<byte> entries = buffer.AsSpan(0, read);
            while (FolderEntries.Next(ref entries) is { IsEmpty: false } name)
            {
                if (FolderEntries.Look(folder, name) is not { } file)
                {
                    continue;
                }

                if (file.IsFolder)
                {
                    inner.Push(name.ToArray());
                }
                else if (file.Links > 1 && !linked.Add(file.Inode))
                {
                    continue;
                }

                bytes += file.Bytes + InodeBytes;
            }
        }

        return bytes;
    }
}
