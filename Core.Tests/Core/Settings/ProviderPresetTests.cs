using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Tests.Core.Settings;

/// <summary>Providers that settings name in one line.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ProviderPresetTests
{
    [TestCase("openrouter: {}", "openrouter.ai Bearer OPENROUTER_API_KEY")]
    [TestCase("mistral: {}", "api.mistral.ai Bearer MISTRAL_API_KEY, codestral.mistral.ai Bearer MISTRAL_API_KEY")]
    [TestCase("azure: {resource: my-llm}",
        "my-llm.openai.azure.com AzureApiKey AZURE_OPENAI_API_KEY, my-llm.services.ai.azure.com AzureApiKey AZURE_OPENAI_API_KEY")]
    [TestCase("work: {preset: bedrock, region: eu-central-1}", "bedrock-runtime.eu-central-1.amazonaws.com Bearer AWS_BEARER_TOKEN_BEDROCK")]
    [TestCase("vertex: {region: us-east5}",
        "us-east5-aiplatform.googleapis.com Bearer CLOUDSDK_AUTH_ACCESS_TOKEN, aiplatform.googleapis.com Bearer CLOUDSDK_AUTH_ACCESS_TOKEN")]
    [TestCase("ollama: {hosts: ['ollama.test:11434']}", "ollama.test:11434 none")]
    [TestCase("mistral: {hosts: [proxy.corp]}", "proxy.corp none")]
    [TestCase("mistral: {hosts: [proxy.corp], format: anthropic}", "proxy.corp none")]
    public void A_preset_opens_its_hosts_with_its_key(string provider, string routes)
    {
        ProviderConfiguration configuration = Read(provider).Providers.Single();
        Provider made = Provider.From(configuration);
        Assert.That(string.Join(", ", ProviderRoutes.Of(new RouteOrigin("f", 1), made)
            .Select(route => $"{route.Host} {(route.Auth is { } auth ? $"{auth.Scheme} {auth.Variable}" : "none")}")), Is.EqualTo(routes));
        Assert.That(made.IsBuiltIn, Is.False);
    }

    [Test]
    public void Every_preset_can_be_named_and_its_hosts_are_apart_from_all_others()
    {
        string all = string.Join(", ", ProviderPreset.All.Select(preset => preset.Part is { } part ? $"{preset.Name}: {{{part}: x}}"
            : preset.Hosts.Count > 0 ? $"{preset.Name}: {{}}" : $"{preset.Name}: {{hosts: ['{preset.Name}.test']}}"));
        ProviderTable table = ProviderTable.From(Read(all).Providers);
        Assert.That(
            ProviderPreset.All.Select(preset => table.Named(preset.Name)!.IsKeyless), Is.EqualTo(ProviderPreset.All.Select(preset => preset.IsKeyless)));
        Assert.That(ProviderPreset.All.Where(preset => preset.IsKeyless).Select(preset => preset.Hosts.Count), Is.All.Zero, "without a key, without a host");
    }

    [TestCase("openruoter: {}", "providers.openruoter: needs 'hosts'")]
    [TestCase("x: {preset: openruoter}", "providers.x.preset: there is no preset 'openruoter'; did you mean 'openrouter'?")]
    [TestCase("azure: {}", "providers.azure: needs 'resource'")]
    [TestCase("bedrock: {region: 'a.evil.com/'}", "providers.bedrock.region: expected a to z, 0 to 9 and '-', found 'a.evil.com/'")]
    [TestCase("azure: {resource: '-a'}", "providers.azure.resource: expected a to z, 0 to 9 and '-', found '-a'")]
    [TestCase("azure: {resource: ''}", "providers.azure.resource: ")]
    [TestCase("mistral: {region: eu}", "providers.mistral: 'region' has no effect with the preset mistral")]
    [TestCase("azure: {resource: a, hosts: [b.c]}", "providers.azure: 'resource' has no effect beside 'hosts'")]
    [TestCase("x: {hosts: [b.c], format: openai, region: a}", "providers.x: 'region' has no effect beside 'hosts'")]
    [TestCase("x: {region: a}", "providers.x: 'region' has no effect without a preset")]
    [TestCase("ollama: {}", "providers.ollama: needs 'hosts'")]
    [TestCase("a: {preset: groq}, b: {preset: groq}", "the host api.groq.com belongs to the provider 'a' already")]
    public void A_mistake_is_named(string provider, string message) =>
        Assert.That(() => Read(provider), Throws.TypeOf<ConfigurationException>().With.Message.Contains(message));

    private static HostSettings Read(string providers) => HostSettingsReader.Read($"providers: {{{providers}}}\n", "settings.yml");
}
