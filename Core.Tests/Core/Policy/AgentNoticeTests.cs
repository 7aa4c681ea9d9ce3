using BotBottle.Controller.Folders;
using BotBottle.Core.Policy;

namespace BotBottle.Core.Tests.Core.Policy;

[Parallelizable(ParallelScope.All)]
public sealed class AgentNoticeTests
{
    [Test]
    public void The_notice_names_every_read_only_file()
    {
        string text = AgentNotice.Text();
        Assert.That(HostExecuted.Names.Where(name => !text.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
        Assert.That(text.Split('\n'), Has.All.Not.StartsWith(" "));
    }
}
