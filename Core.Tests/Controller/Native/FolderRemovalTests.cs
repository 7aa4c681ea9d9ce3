using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Controller.Native;

/// <summary>Folders that an agent filled are removed whole, and nothing outside of them.</summary>
[Parallelizable(ParallelScope.All)]
[SupportedOSPlatform("linux")]
public sealed class FolderRemovalTests
{
    private const string Odd = "mkfifo pipe; ln -s ../out link; ln -s ../out/kept file; ln -s . loop; ln ../out/kept hard; "
        + "printf x > \"$(printf 'a\\nb\\377\\033c')\"; mkdir -p ro/in/er; echo x > ro/in/file; chmod 000 ro/in/er; chmod 500 ro/in ro; mkdir 'sp ace'; "
        + "echo x > 'sp ace/-f'";

    [Test]
    public async Task Odd_files_go_and_links_are_not_followed()
    {
        using Place place = new();
        await place.ShellAsync(Odd);
        FolderRemoval removal = FolderRemoval.Remove(place.Inside);
        Assert.That((Directory.Exists(place.Inside), removal.Left, removal.Problem), Is.EqualTo((false, 0L, (string?)null)));
        Assert.That(await File.ReadAllTextAsync(place.Kept), Is.EqualTo("kept"));
        Assert.That(removal.Bytes, Is.InRange(1, 200_000), "the file with a second name is not counted");
    }

    [Test]
    public void A_tree_deeper_than_any_path_goes()
    {
        using Place place = new();
        string chain = Path.Combine(place.Inside, "chain");
        Directory.CreateDirectory(chain);
        for (int i = 0; i < 1200; i++) // 4,800 characters, made from the inside out
        {
            string next = Path.Combine(place.Inside, "next");
            Directory.CreateDirectory(next);
            File.WriteAllText(Path.Combine(next, "f"), "");
            Directory.Move(chain, Path.Combine(next, "dir"));
            Directory.Move(next, chain);
        }

        Assert.That(FolderRemoval.Remove(place.Inside).Problem, Is.Null);
        Assert.That(Directory.Exists(place.Inside), Is.False);
    }

    [TestCase(2_000)]
    [TestCase(100_000, Category = "Long")]
    public void Many_files_go(int count)
    {
        using Place place = new();
        for (int i = 0; i < count; i++)
        {
            File.WriteAllText(Path.Combine(place.Inside, $"a-file-with-a-name-of-some-length-{i}"), "");
        }

        Assert.That(FolderRemoval.Remove(place.Inside).Problem, Is.Null);
        Assert.That(Directory.Exists(place.Inside), Is.False);
    }

    [Test]
    public async Task A_link_that_takes_the_place_of_a_folder_meanwhile_leads_nowhere()
    {
        using Place place = new();
        string folder = Path.Combine(place.Inside, "d");
        using CancellationTokenSource done = new();
        Task swapping = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                try
                {
                    Directory.CreateDirectory(folder);
                    Directory.Delete(folder);
                    File.CreateSymbolicLink(folder, place.Outside);
                    File.Delete(folder);
                }
                catch (IOException)
                {
                    // The removal was faster.
                }
            }
        });
        for (int i = 0; i < 500; i++)
        {
            _ = FolderRemoval.Remove(folder);
        }

        await done.CancelAsync();
        await swapping;
        Assert.That(await File.ReadAllTextAsync(place.Kept), Is.EqualTo("kept"));
    }

    [Test]
    public void A_missing_folder_needs_no_removal_and_a_link_is_refused()
    {
        using Place place = new();
        Assert.That(FolderRemoval.Remove(Path.Combine(place.Inside, "nothing")).Problem, Is.Null);
        File.CreateSymbolicLink(Path.Combine(place.Inside, "l"), place.Outside);
        Assert.That(FolderRemoval.Remove(Path.Combine(place.Inside, "l")).Problem, Does.StartWith("l: "), "a link is no folder");
        Assert.That(File.Exists(place.Kept));
    }

    private sealed class Place : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("bot-bottle-test-").FullName;

        public Place()
        {
            Directory.CreateDirectory(Inside);
            Directory.CreateDirectory(Outside);
            File.WriteAllText(Kept, "kept");
        }

        public string Inside => Path.Combine(_root, "in");

        public string Outside => Path.Combine(_root, "out");

        public string Kept => Path.Combine(Outside, "kept");

        public async Task ShellAsync(string command)
        {
            CommandResult result = await Command.RunAsync("/bin/sh", ["-ec", command], Inside);
            Assert.That(result.ExitCode, Is.Zero, result.ToString());
        }

        public void Dispose() => Directory.Delete(_root, recursive: true);
    }
}
