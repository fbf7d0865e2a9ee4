using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>The published files of Fashion-MNIST.</summary>
internal static class FashionMnistSource
{
    /// <summary>Where the files are looked for.</summary>
    internal const string Folder = "data/fashion-mnist";

    /// <summary>The files that are needed, plain or as <c>.gz</c>.</summary>
    internal static readonly string[] Files =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private static readonly string[] Mirrors =
    [
        // A commit, so that the files stay as they are.
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ];

    internal static DataSource Create() => new()
    {
        Name = "fashion-mnist",
        Description = "Fashion-MNIST's four files (Xiao, Rasul, Vollgraf 2017).",
        Page = new Uri("https://github.com/zalandoresearch/fashion-mnist"),
        Folders = [Folder, FashionMnistFolder.DebianFolder],
        Files = Files,
        Downloads =
        [
            File("train-images-idx3-ubyte.gz", 26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            File("train-labels-idx1-ubyte.gz", 29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            File("t10k-images-idx3-ubyte.gz", 4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            File("t10k-labels-idx1-ubyte.gz", 5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ],
    };

    private static DataDownload File(string name, long length, string sha256) =>
        new() { File = name, Addresses = [.. Mirrors.Select(mirror => new Uri(mirror + name))], Length = length, Sha256 = sha256 };
}
