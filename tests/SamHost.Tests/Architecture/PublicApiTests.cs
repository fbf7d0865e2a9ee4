using PublicApiGenerator;
using SamHost.Contracts.Plugins;
using SamHost.TestSupport;

namespace SamHost.Tests.Architecture;

/// <summary>What plugin authors build against changes on purpose only.</summary>
public class PublicApiTests
{
    private const string Approved = "tests/SamHost.Tests/Architecture/SamHost.Contracts.approved.txt";

    [Fact]
    public void The_contracts_are_those_that_were_approved()
    {
        var actual = typeof(IPlugin).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })
            .ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (File.Exists(Repository.Full(Approved)) && Repository.Read(Approved).ReplaceLineEndings("\n") == actual) return;

        var received = Path.Combine(AppContext.BaseDirectory, "SamHost.Contracts.received.txt");
        File.WriteAllText(received, actual);
        Assert.Fail($"""
            The public API of SamHost.Contracts is not the approved one. To see what changed, and then to approve it:
                diff {Approved} {received}
                cp {received} {Approved}
            A change that existing plugins do not survive (a member gone or renamed, a new member of an interface without a default) needs
            a new AssemblyVersion in contracts/SamHost.Contracts/SamHost.Contracts.csproj too: the host then refuses older plugins.
            """);
    }
}
