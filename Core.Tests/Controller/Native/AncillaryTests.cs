using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Core.Tests.Controller.Native;

[TestFixture, SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public class AncillaryTests
{
    [Test]
    public void Descriptors_arrive_with_their_tag([Values(0, 1, 3, Ancillary.MostDescriptors)] int count)
    {
        var (here, there) = Descriptors.SocketPair();
        var files = Enumerable.Range(0, count).Select(i => Descriptors.Memory("t", [(byte)i])).ToArray();
        Ancillary.Send(here, 7, [.. files.Cast<SafeHandle>()]);
        var received = Ancillary.Receive(there, out var tag);

        Assert.That(tag, Is.EqualTo(7));
        Assert.That(received!.Select(First), Is.EqualTo(Enumerable.Range(0, count)));
        Assert.That(received!.Select(file => file.DangerousGetHandle()).Intersect(files.Select(file => file.DangerousGetHandle())), Is.Empty);
        Dispose([here, there, .. files, .. received!]);
    }

    [Test]
    public void Messages_stay_apart()
    {
        var (here, there) = Descriptors.SocketPair();
        using var one = Descriptors.Memory("t", [1]);
        using var two = Descriptors.Memory("t", [2]);
        Ancillary.Send(here, 1, one);
        Ancillary.Send(here, 2, two);
        using var first = Ancillary.Receive(there, out _)!.Single();
        using var second = Ancillary.Receive(there, out var tag)!.Single();
        Assert.That((First(first), First(second), tag), Is.EqualTo((1, 2, 2)));
        Dispose([here, there]);
    }

    [Test]
    public void The_end_of_the_stream_is_no_message()
    {
        var (here, there) = Descriptors.SocketPair();
        here.Dispose();
        Assert.That(Ancillary.Receive(there, out _), Is.Null);
        there.Dispose();
    }

    [Test]
    public void Too_many_descriptors_are_refused()
    {
        var (here, there) = Descriptors.SocketPair();
        var many = Enumerable.Repeat((SafeHandle)here, Ancillary.MostDescriptors + 1).ToArray();
        Assert.That(() => Ancillary.Send(here, 0, many), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Dispose([here, there]);
    }

    [Test]
    public void The_kernel_identifies_the_peer()
    {
        var (here, there) = Descriptors.SocketPair();
        Assert.That(Ancillary.Peer(here), Is.EqualTo((Environment.ProcessId, Processes.User(), Processes.GroupId())));
        Dispose([here, there]);
    }

    private static int First(SafeFileHandle file)
    {
        Span<byte> content = stackalloc byte[1];
        RandomAccess.Read(file, content, 0);
        return content[0];
    }

    private static void Dispose(SafeFileHandle[] handles) => Array.ForEach(handles, handle => handle.Dispose());
}
