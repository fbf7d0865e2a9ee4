using System.Text.Json;
using SamHost.Configuration;
using static SamHost.Tests.Commands.BadInput.BadInputCase;

namespace SamHost.Tests.Commands.BadInput;

/// <summary>Plugin folders that are wrong, and plugins that a study needs and that were refused: exit code 3.</summary>
internal static class BadPlugins
{
    // Good and broken ones together: only what is needed matters.
    private static readonly string Directories = "Plugins:Directories=" + JsonSerializer.Serialize(
        new[] { Path.Combine(AppContext.BaseDirectory, "plugins"), Path.Combine(AppContext.BaseDirectory, "test-plugins") });

    public static readonly BadInputCase[] Cases =
    [
        Set("a plugin directory that is not there", ["Plugins:Directories=nowhere"], "Plugins:Directories:0: there is no folder ", "/nowhere; create it or remove the entry."),
        Set("an empty plugin directory entry", ["Plugins:Directories=[\"\"]"], "Plugins:Directories:0: the entry is empty"),
        Set("a plugin directory with a null character", ["""Plugins:Directories=["a\u0000b"]"""], "Plugins:Directories:0: the entry is empty or holds a null character"),
        Set("a disabled plugin that is none", ["Plugins:Disabled=Optimizer.Sdg"], "Plugins:Disabled:0: there is no plugin 'Optimizer.Sdg'; did you mean Optimizer.Sgd?"),
        Set("a hash that is none", ["""Plugins:Allow=[{"Name":"x","Sha256":"12"}]"""], "Plugins:Allow:0:Sha256: A SHA-256 has 64 hexadecimal digits"),
        Refused("a component of a disabled plugin", ["Plugins:Disabled=Optimizer.Sgd"], "the optimizer 'sgd' comes from a plugin that is not active: Optimizer.Sgd (Disabled)", "Plugins:Disabled"),
        Refused("components of plugins that are not allowed", ["Plugins:Allow=[]"], "Optimizer.Sgd (NotAllowed)", "add its name with the SHA-256") with { Lines = 4 },
        Refused("a component of a plugin that throws", [Directories, "Study:Noise:Name=thrown"],
            "Study:Noise:Name: the noise model 'thrown' comes from a plugin that is not active: ThrowsWhileRegistering (ThrewWhileRegistering)"),
        Refused("a component of a plugin with a missing dependency", [Directories, "Study:Noise:Name=missing-dependency"], "MissingDependency (MissingDependency)"),
        Refused("a component of a plugin built against newer contracts", [Directories, "Study:Noise:Name=newer-contracts"], "NewerContracts (IncompatibleContractVersion)"),
        Refused("a component of a plugin with its own contracts", [Directories, "Study:Noise:Name=forgot-private"], "ForgotPrivate (BringsItsOwnContracts)", "Private=\"false\""),
        Refused("a component of a plugin that hides it", [Directories, "Study:Noise:Name=hidden"], "NoRegistration (NoRegistrationClass)"),
    ];

    private static BadInputCase Refused(string name, string[] assignments, params string[] says) => Set(name, assignments, says) with { Exit = ExitCode.PluginRefused };
}
