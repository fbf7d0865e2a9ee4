using static SamHost.Tests.Commands.BadInput.BadInputCase;

namespace SamHost.Tests.Commands.BadInput;

/// <summary>Places where results cannot be written.</summary>
internal static class BadOutputs
{
    public static readonly BadInputCase[] Cases =
    [
        new("a file for the output folder", ["--out", "taken"], "Output:Directory: ",
            "/taken is a file, and a folder is needed there; give another folder")
        {
            Files = { ["taken"] = [] },
        },
        new("a file in the way to the output folder", ["--out", "taken/deeper"],
            "/taken is a file, and a folder is needed there") { Files = { ["taken"] = [] } },
        new("a file for the study's folder", ["--out", "results"],
            "/results/small is a file, and a folder is needed there") { Files = { ["results/small"] = [] } },
        // Not even root writes there.
        new("an output folder that cannot be made", ["--out", "/proc/samhost"], "Output:Directory: the folder /proc/samhost/small/",
            "give a folder that can be written to"),
        new("an output folder with too long a name", ["--out", new string('x', 300)], "Output:Directory: the folder ", "too long"),
        new("no output folder", ["--set", "Output:Directory="], "Output:Directory: is required"),
        Set("an output folder with a null character", ["Output={\"Directory\":\"a\\u0000b\"}"],
            "Output:Directory: must hold no null character."),
    ];
}
