using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Core.Tests.Bottles.Sandbox;

/// <summary>Runs that start or end at the same moment wait for each other's changes.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FolderPlaceholdersTests
{
    [Test]
    public async Task Another_runs_change_is_waited_for()
    {
        var root = Directory.CreateTempSubdirectory("placeholders-").FullName;
        var (folder, locks) = (Path.Combine(root, "folder"), Path.Combine(root, "locks"));
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(locks);
        Task<FolderPlaceholders> held;
        using (SafeFileHandle change = UnlockedFile.OpenOrCreate(Path.Combine(locks, "lock")))
        {
            FileLock.Exclusive(change);
            held = Task.Run(() => FolderPlaceholders.Hold(root, folder, [new Placeholder(Path.Combine(folder, ".envrc"), null)]));
            // proc(5): an arrow before who waits for a lock.
            Assert.That(SpinWait.SpinUntil(() => held.IsCompleted || File.ReadLines("/proc/locks").Any(line => line.Contains("-> FLOCK", StringComparison.Ordinal) && line.Contains($" {Environment.ProcessId} ", StringComparison.Ordinal)), 30_000));
            Assert.That(held.IsCompleted, Is.False, "it neither fails nor goes on");
        }

        (await held).Dispose();
        Assert.That(Directory.EnumerateFileSystemEntries(folder), Is.Empty);
        Directory.Delete(root, recursive: true);
    }
}
