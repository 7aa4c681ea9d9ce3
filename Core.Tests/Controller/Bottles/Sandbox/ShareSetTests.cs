using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

/// <summary>An agent that could write to the folder of Bot Bottle's own programs could choose what runs outside its bottle.</summary>
[SupportedOSPlatform("linux")]
public sealed class ShareSetTests
{
    private static readonly ShareSet Shares =
        new(new ProtectedPaths(["/home/nobody-here"], "/home/nobody-here/.bot-bottle"), "/home/nobody-here/.bot-bottle/own");

    [TestCase("")]
    [TestCase("..")]
    [TestCase("../../..")]
    [TestCase("runtimes")]
    public void Folders_of_own_programs_are_not_shared_writable(string relative)
    {
        string path = Path.GetFullPath(Path.Combine(OwnProgram.Folder, relative));
        Assert.That(() => Shares.Inspect([new Share(path, ReadOnly: false)], []), Throws.TypeOf<BottleException>().With.Message.Contains("./try install"));
        Assert.That(() => Shares.Inspect([new Share(path, ReadOnly: true)], []), Throws.Nothing);
    }

    [Test]
    public void A_share_that_ends_in_rw_is_told_that_writable_is_the_default() =>
        Assert.That(() => Shares.Inspect([new Share("/nowhere:rw", ReadOnly: false)], []),
            Throws.TypeOf<BottleException>().With.Message.EndsWith("A share is writable unless ':ro' follows: leave ':rw' out."));

    [Test]
    public void A_link_to_own_programs_is_followed()
    {
        string folder = Directory.CreateTempSubdirectory("bot-bottle-shares-").FullName;
        try
        {
            string link = Path.Combine(folder, "link");
            File.CreateSymbolicLink(link, OwnProgram.Folder);
            Assert.That(() => Shares.Inspect([new Share(link, ReadOnly: false)], []), Throws.TypeOf<BottleException>());
            Assert.That(() => Shares.Inspect([new Share(folder, ReadOnly: false)], []), Throws.Nothing, "the link alone is dangling in a bottle");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
