using SamHost.Tests.Support;

namespace SamHost.Tests.Studies;

/// <summary>An epoch on real images, with a fifth of the labels wrong.</summary>
public class RealDataTests
{
    private const string FashionMnistFolder = "/usr/share/datasets/fashion-mnist";

    private const string FashionMnist = """
        {
          "Study": {
            "Epochs": 1, "BatchSize": 64, "RecordExamplesAt": [1],
            "Dataset": { "Name": "fashion-mnist", "Options": { "Folder": "FOLDER", "TrainCount": 4000, "TestCount": 1000 } },
            "Noise": { "Options": { "Rate": 0.2 } },
            "Model": { "Name": "mlp", "Options": { "HiddenSizes": [128] } },
            "BaseRule": { "Options": { "LearningRate": 0.02 } },
            "Optimizers": [{ "Name": "sgd" }, { "Name": "n-sam" }, { "Name": "1-sam" }, { "Name": "l-sam" }, { "Name": "j-sam" }]
          },
          "Torch": { "Threads": 2 }
        }
        """;

    private const string Cifar10 = """
        {
          "Study": {
            "Epochs": 1, "BatchSize": 50, "RecordExamplesAt": [],
            "Dataset": { "Name": "cifar10", "Options": { "Folder": "FOLDER", "TrainCount": 4000 } },
            "Noise": { "Options": { "Rate": 0.2 } },
            "Model": { "Name": "cnn", "Options": { "Channels": [16, 32], "HiddenSize": 64 } },
            "BaseRule": { "Options": { "LearningRate": 0.02 } },
            "Optimizers": [{ "Name": "sgd" }, { "Name": "n-sam" }]
          },
          "Torch": { "Threads": 2 }
        }
        """;

    [Fact]
    public void Fashion_MNIST_is_learnt_by_a_perceptron_under_every_rule()
    {
        Assert.SkipUnless(Directory.Exists(FashionMnistFolder), $"{FashionMnistFolder} is not there: apt-get install dataset-fashion-mnist");
        AssertAccuracies(FashionMnist.Replace("FOLDER", FashionMnistFolder), atLeast: 0.65);
    }

    [Fact]
    public void Cifar10_is_learnt_by_a_convolutional_network()
    {
        var folder = FindCifar10();
        Assert.SkipWhen(folder is null, "../shared/data/cifar10-subset is not there");
        AssertAccuracies(Cifar10.Replace("FOLDER", folder), atLeast: 0.25);
    }

    [Fact]
    public void Cifar10_is_learnt_by_a_perceptron_under_1_SAM()
    {
        var folder = FindCifar10();
        Assert.SkipWhen(folder is null, "../shared/data/cifar10-subset is not there");
        AssertAccuracies(
            Cifar10.Replace("FOLDER", folder),
            atLeast: 0.2,
            """{ "Study": { "Model": { "Name": "mlp", "Options": { "HiddenSizes": [128] } }, "Optimizers": [{ "Name": "1-sam", "Options": { "Rho": 0.01 } }] } }""");
    }

    /// <summary>Chance is 0.1.</summary>
    private static void AssertAccuracies(string settings, double atLeast, string more = "{}")
    {
        using var study = new SmallStudy(settings, more);
        Assert.All(study.RunToTheEnd(), outcome => Assert.True(
            outcome.Result!.Final.TestAccuracy >= atLeast, $"{outcome.Label}: {outcome.Result.Final.TestAccuracy}"));
    }

    private static string? FindCifar10()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "SamHost.sln"))) directory = directory.Parent;
        var subset = directory is null ? null : Path.GetFullPath("../shared/data/cifar10-subset", directory.FullName);
        return Directory.Exists(subset) ? subset : null;
    }
}
