using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Presets;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Core.Presets;

public sealed class AgentRoutesTests
{
    [TestCase("copilot", "GET", "api.github.com", "/copilot_internal/user", ExpectedResult = true)]
    [TestCase("copilot", "GET", "api.github.com", "/user", ExpectedResult = true)]
    [TestCase("copilot", "POST", "api.githubcopilot.com", "/chat/completions", ExpectedResult = true)]
    [TestCase("copilot", "POST", "api.individual.githubcopilot.com", "/responses", ExpectedResult = true)]
    [TestCase("copilot", "POST", "api.business.githubcopilot.com", "/v1/messages", ExpectedResult = true)]
    [TestCase("copilot", "GET", "api.githubcopilot.com", "/models", ExpectedResult = true)]
    [TestCase("copilot", "POST", "api.githubcopilot.com", "/models/session", ExpectedResult = true)]
    [TestCase("qwen", "POST", "dashscope.aliyuncs.com", "/compatible-mode/v1/chat/completions", ExpectedResult = true)]
    [TestCase("gemini", "POST", "generativelanguage.googleapis.com", "/v1beta/models/x:generateContent", ExpectedResult = true)]
    // Its response contains a valid token.
    [TestCase("copilot", "GET", "api.github.com", "/copilot_internal/v2/token", ExpectedResult = false)]
    [TestCase("copilot", "GET", "api.github.com", "/user/repos", ExpectedResult = false)]
    // GitHub's own MCP server and its cloud agent read and write repositories with the token.
    [TestCase("copilot", "POST", "api.githubcopilot.com", "/mcp", ExpectedResult = false)]
    [TestCase("copilot", "POST", "api.githubcopilot.com", "/mcp/", ExpectedResult = false)]
    [TestCase("copilot", "POST", "api.githubcopilot.com", "/mcp/readonly", ExpectedResult = false)]
    [TestCase("copilot", "POST", "api.enterprise.githubcopilot.com", "/agents/swe/v1/jobs/o/r", ExpectedResult = false)]
    public bool Key_reaches_models_alone(string preset, string method, string host, string path)
    {
        Assert.That(HostName.TryParse(host, out HostName? name), Is.True);
        Assert.That(CanonicalPath.Parse(Encoding.ASCII.GetBytes(path), out CanonicalPath? canonical), Is.EqualTo(RejectionReason.None));
        RouteTable table = new(AgentRoutes.All(AgentPresets.Named(preset)!));
        return table.Judge(new RouteRequest(new Authority(name!, 443), method, canonical!, null)).Outcome == RouteOutcome.Allowed;
    }
}
