using System.Text;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Tests.Core.Providers;

public sealed class ProviderTableTests
{
    private static readonly ProviderTable Table = ProviderTable.From([new ProviderConfiguration("local", ["llm.internal:8443", "LLM2.internal."], "openai")]);

    [TestCase("api.anthropic.com", 443, "claude")]
    [TestCase("api.anthropic.com", 8080, "claude")]
    [TestCase("api.openai.com", 443, "codex")]
    [TestCase("chatgpt.com", 443, "codex")]
    [TestCase("llm.internal", 8443, "local")]
    [TestCase("llm.internal", 443, null)]
    [TestCase("llm2.internal", 1, "local")]
    [TestCase("ab.chatgpt.com", 443, null)]
    [TestCase("notapi.openai.com", 443, null)]
    [TestCase("api.anthropic.com.evil.example", 443, null)]
    public void A_provider_is_found_by_its_destination(string host, int port, string? name) => Assert.That(Table.Find(host, port)?.Name, Is.EqualTo(name));

    [TestCase("claude", "x.example", "openai")]
    [TestCase("mine", "api.anthropic.com:444", "anthropic")]
    [TestCase("mine", "CHATGPT.com", "openai")]
    [TestCase("mine", "not a host", "openai")]
    [TestCase("mine", "127.1", "openai")]
    [TestCase("mine", "x.example:0", "openai")]
    [TestCase("mine", "x.example", "cohere")]
    public void Ambiguous_providers_are_refused(string name, string host, string format) =>
        Assert.That(() => ProviderTable.From([new ProviderConfiguration(name, [host], format)]), Throws.ArgumentException);

    [Test]
    public void A_key_is_sent_in_its_providers_header_field()
    {
        Assert.That(Provider.Claude.Credential.Field, Is.EqualTo("x-api-key"));
        Assert.That(Provider.Claude.Credential.Prefix, Is.Empty);
        Assert.That(Provider.Codex.Credential.Field, Is.EqualTo("authorization"));
        Assert.That(Provider.Codex.Credential.Prefix, Is.EqualTo("Bearer "));
        Assert.That(Table.Named("local")!.Credential.Variables, Is.Empty);
    }

    [TestCase("Authorization", true)]
    [TestCase("X-API-Key", true)]
    [TestCase("api-key", true)]
    [TestCase("x-goog-api-key", true)]
    [TestCase("Cookie", true)]
    [TestCase("Proxy-Authorization", true)]
    [TestCase("x-api-keys", false)]
    [TestCase("accept", false)]
    public void Header_fields_with_a_credential_are_known(string name, bool expected) =>
        Assert.That(AgentCredentials.IsField(Encoding.ASCII.GetBytes(name)), Is.EqualTo(expected));

    [TestCase("gemini", "llm.internal", "claude,codex,copilot,qwen,gemini")]
    [TestCase("mine", "generativelanguage.googleapis.com", "claude,codex,copilot,qwen,mine")]
    [TestCase("mine", "dashscope.aliyuncs.com", "claude,codex,gemini,copilot,qwen,mine")]
    public void Settings_can_reuse_the_name_and_hosts_of_a_later_built_in_provider(string name, string host, string expected)
    {
        ProviderTable table = ProviderTable.From([new ProviderConfiguration(name, [host], "openai")]);
        Assert.That(string.Join(',', table.Providers.Select(provider => provider.Name)), Is.EqualTo(expected));
        Assert.That(table.Find(host, 443)?.Name, Is.EqualTo(name));
    }

    [Test]
    public void Hosts_of_a_provider_whose_name_is_reused_stay_metered()
    {
        ProviderTable table = ProviderTable.From([new ProviderConfiguration("qwen", ["llm.internal", "dashscope.aliyuncs.com"], "openai")]);
        Assert.That(Provider.Qwen.Hosts.Select(host => table.Find(host.Host, 443)?.Name), Is.All.EqualTo("qwen"));
        Assert.That(table.Named("qwen")!.Hosts, Is.Unique);
    }
}
