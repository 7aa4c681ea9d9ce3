using System.Globalization;
using BotBottle.Controller.Native;
using BotBottle.Controller.Workspaces;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Core.Tests.Controller.Workspaces;

public sealed class WorkLockTests
{
    /// <summary>A child has copies of all descriptors from its fork until its program begins.</summary>
    [Test]
    public void The_lock_is_free_again_though_a_starting_child_has_a_copy_of_its_descriptor()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string file;
            SafeFileHandle copy;
            using (WorkLock.Wait(folder.FullName))
            {
                file = Directory.EnumerateFiles(folder.FullName).Single();
                string link = Directory.EnumerateFiles("/proc/self/fd").First(link => new FileInfo(link).LinkTarget == file);
                using SafeFileHandle held = new(int.Parse(Path.GetFileName(link), CultureInfo.InvariantCulture), ownsHandle: false);
                copy = Descriptors.Duplicate(held);
                Assert.That(WorkLock.Try(folder.FullName), Is.Null);
            }

            using (copy)
            {
                using WorkLock? again = WorkLock.Try(folder.FullName);
                Assert.That(again, Is.Not.Null);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
