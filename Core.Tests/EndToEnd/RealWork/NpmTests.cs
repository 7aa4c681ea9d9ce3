using System.Security.Cryptography;

namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>npm in a bottle: install with its audit, test, and a refused publish.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class NpmTests
{
    [Test]
    public async Task A_project_can_be_installed_and_tested_but_not_published()
    {
        byte[] greeting = Archive.TarGz(
            ("package/package.json", """{"name":"@team/greeting","version":"1.0.0","main":"index.js"}"""),
            ("package/index.js", "module.exports = name => `hello ${name}`;"));
        Registry registry = new Registry()
            .With("registry.npmjs.org/@team%2Fgreeting", $$"""
                {"name":"@team/greeting","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"name":"@team/greeting","version":"1.0.0","dist":{
                "tarball":"https://registry.npmjs.org/@team/greeting/-/greeting-1.0.0.tgz","integrity":"sha512-{{Convert.ToBase64String(SHA512.HashData(greeting))}}"} } } }
                """)
            .With("registry.npmjs.org/@team/greeting/-/greeting-1.0.0.tgz", greeting)
            .With("registry.npmjs.org/-/npm/v1/security/advisories/bulk", context => context.Response.Body.WriteAsync("{}"u8.ToArray()).AsTask());
        await using CliHost host = await CliHost.StartAsync();
        CommandResult result = await Project.WorkAsync(
            host, "npm", registry, "npm install && npm test && npm audit && npm config set //registry.npmjs.org/:_authToken=own && npm publish",
            ("package.json", """{"name":"project","version":"1.0.0","scripts":{"test":"node --test"},"dependencies":{"@team/greeting":"^1.0.0"}}"""),
            ("greeting.test.js", "require('node:test')('greets', () => require('node:assert').equal(require('@team/greeting')('npm'), 'hello npm'));"));
        Assert.That(result.Output, Does.Contain("added 1 package").And.Contain("# pass 1").And.Contain("# fail 0").And.Contain("found 0 vulnerabilities"),
            result.ToString());
        Assert.That(registry.Requests, Does.Contain("POST registry.npmjs.org/-/npm/v1/security/advisories/bulk"));
        Assert.That(
            result.Error, Does.Contain(
                "403 Forbidden (Bot Bottle: route_not_matched) - PUT https://registry.npmjs.org/project - Bot Bottle: no route of the allowlist matches PUT"),
                result.ToString());
        Assert.That(registry.Requests.Any(request => request.StartsWith("PUT", StringComparison.Ordinal)), Is.False);
    }
}
