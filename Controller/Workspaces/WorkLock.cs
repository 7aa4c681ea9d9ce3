using System.ComponentModel;
using System.Diagnostics;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Workspaces;

/// <summary>The lock of a run's clone on the host: one verb at a time takes its work, and none while its files are removed.</summary>
internal sealed class WorkLock : IDisposable
{
    private const string Name = "work.lock";

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50); // flock(2) knows no timeout

    private readonly SafeFileHandle _file;

    private WorkLock(SafeFileHandle file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    /// <param name="runFolder">The run's folder, which no bottle can write.</param>
    /// <exception cref="WorkspaceException">The run's files are gone.</exception>
    public static WorkLock Wait(string runFolder)
    {
        SafeFileHandle file = Open(runFolder);
        FileLock.Exclusive(file);
        return Held(file, runFolder);
    }

    /// <summary>Takes the lock; null if another verb has it.</summary>
    /// <exception cref="WorkspaceException">The run's files are gone.</exception>
    public static WorkLock? Try(string runFolder)
    {
        SafeFileHandle file = Open(runFolder);
        if (FileLock.TryExclusive(file))
        {
            return Held(file, runFolder);
        }

        file.Dispose();
        return null;
    }

    /// <summary>Waits for the lock for some time; null if another verb still has it then.</summary>
    /// <exception cref="WorkspaceException">The run's files are gone.</exception>
    public static WorkLock? Try(string runFolder, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Try(runFolder) is { } held)
            {
                return held;
            }

            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                return null;
            }

            Thread.Sleep(Between);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_file.IsClosed)
        {
            FileLock.Release(_file);
        }

        _file.Dispose();
    }

    private static SafeFileHandle Open(string runFolder)
    {
        try
        {
            return UnlockedFile.OpenOrCreate(Path.Combine(runFolder, Name));
        }
        catch (Win32Exception gone) when (gone.NativeErrorCode == Errno.NoSuchFile)
        {
            throw new WorkspaceException($"there is no {runFolder} any more", gone);
        }
    }

    // The folder may have been moved while we waited.
    private static WorkLock Held(SafeFileHandle file, string runFolder)
    {
        if (Directory.Exists(runFolder))
        {
            return new WorkLock(file);
        }

        file.Dispose();
        throw new WorkspaceException($"there is no {runFolder} any more");
    }
}
