using System.Text.Json.Nodes;
using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>What host/SamHost.Torch/README.md says of libtorch.</summary>
[Trait("Duration", "Long")]
public class LibTorchTests
{
    [Fact]
    public void An_unknown_backend_is_a_build_error_that_names_the_known_ones()
    {
        var (exitCode, output) = HostProgram.Start(
            "dotnet", Repository.Root, "msbuild", "host/SamHost.Torch", "-nologo", "-t:CheckTorchBackend", "-p:TorchBackend=bogus");

        Assert.Equal(1, exitCode);
        Assert.Contains("TorchBackend is 'bogus'; it must be cpu, cuda or none.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_an_existing_libtorch_is_used_instead_of_the_own_one()
    {
        using var folder = new ReadersFolder();
        var existing = Directory.CreateDirectory(Path.Combine(folder.Path, "lib")).FullName;
        foreach (var library in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "libtorch"))
            .Where(file => !file.EndsWith("libLibTorchSharp.so", StringComparison.Ordinal)))
            File.CreateSymbolicLink(Path.Combine(existing, Path.GetFileName(library)), library);

        var (exitCode, output) = HostProgram.Run(
            folder.Path, "--set", $"Torch:Library={existing}", "--set", "Study:Epochs=1", "--set", "Study:Seeds=[1]", "--set",
            """Study:Optimizers=[{"Name":"1-sam"}]""");

        Assert.True(exitCode == 0, output);
        var run = Assert.Single(Directory.GetDirectories(Path.Combine(folder.Path, "runs", "digits"), "*-s1-*"));
        Assert.Equal(existing, JsonNode.Parse(File.ReadAllText(Path.Combine(run, "manifest.json")))!["libtorch"]!.GetValue<string>());
    }
}
