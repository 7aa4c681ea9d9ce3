using System.Runtime.Versioning;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

/// <summary>An agent decides on the contents of a shared folder, but not on the time and memory of a check.</summary>
[TestFixture, Parallelizable(ParallelScope.All), SupportedOSPlatform("linux")]
public sealed class FolderBoundTests
{
    [Test]
    public void Links_are_followed_within_a_time_limit_and_the_rest_count_as_leading_out()
    {
        string target = string.Concat(Enumerable.Repeat("a/", 1000));
        Dictionary<string, string> links = Enumerable.Range(0, 20).ToDictionary(i => $"/share/{i}", _ => target);
        LinkResolver resolver = new(links, ["/share"], most: 10_000_000); // a link costs a million
        bool[] leads = [.. links.Keys.Select(resolver.LeadsOut)];
        Assert.That((leads[0], leads[^1], resolver.IsExhausted), Is.EqualTo((false, true, true)));
        Assert.That(new LinkResolver(links, ["/share"]) is var ample && links.Keys.Any(ample.LeadsOut), Is.False);
    }

    [Test]
    public void A_folder_is_listed_up_to_the_given_limit()
    {
        using Folder folder = new();
        for (int i = 0; i < 300; i++)
        {
            File.WriteAllText(Path.Combine(folder.Place, $"{i}"), "");
        }

        using OpenFolder open = OpenFolder.TryOpen(folder.Place)!;
        Assert.That(open.List(40), Has.Count.EqualTo(40));
    }

    [Test]
    public void Files_that_control_tools_are_read_up_to_a_limit_and_larger_ones_are_reported()
    {
        using Folder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Place, "repository/refs"));
        Directory.CreateDirectory(Path.Combine(folder.Place, "repository/objects"));
        string hooks = Directory.CreateDirectory(Path.Combine(folder.Place, "repository/hooks")).FullName;
        File.WriteAllText(Path.Combine(folder.Place, "repository/HEAD"), "ref: refs/heads/main\n");
        for (int i = 0; i < 260; i++)
        {
            using FileStream sparse = File.Create(Path.Combine(hooks, $"{i}"));
            sparse.SetLength(1 << 20);
        }

        RepositoryCensus look = RepositoryCensus.Take(folder.Place, new ShareWalk(folder.Place));
        Assert.That(look.Since(look, guarded: true).Single(), Does.Contain("not searched to its end"));
    }

    private sealed class Folder : IDisposable
    {
        public string Place { get; } = Directory.CreateTempSubdirectory().FullName;

        public void Dispose() => Directory.Delete(Place, recursive: true);
    }
}
