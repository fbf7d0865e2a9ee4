using SamHost.Configuration;
using SamHost.Studies.Plans;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests;

[Trait("Duration", "Long")]
public class ShippedStudiesTests
{
    public static TheoryData<string> Names => [.. ShippedStudy.Names];

    [Fact]
    public void There_are_those_that_the_documentation_speaks_of() => Assert.Equal(
        [
            "cifar10-resnet18", "cifar10-subset-resnet18", "digits", "fashion-mnist-cnn", "fashion-mnist-mlp", "losses", "noise-rates",
            "rho-sweep", "toy-deep-linear", "toy-linear", "toy-linear-easy",
        ],
        ShippedStudy.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_can_be_planned_is_called_like_its_file_and_says_what_it_shows(string name)
    {
        using var study = SmallStudy.Shipped(name);

        Assert.Equal(name, study.Plan.Study.Name);
        Assert.NotEmpty(study.Plan.Study.Description!);
        Assert.NotEmpty(study.Plan.Study.Time!);
        // SGD is what the others are compared with.
        Assert.Contains(study.Plan.Optimizers, optimizer => optimizer.Optimizer.Descriptor.Name == "sgd");
    }

    [Fact]
    public void The_papers_table_has_its_two_rates_and_five_rules()
    {
        using var study = SmallStudy.Shipped("cifar10-resnet18");

        Assert.Equal(
            ["sgd Rate=0.3", "l-sam Rate=0.3", "regularized-sgd Rate=0.3", "j-sam Rate=0.3", "1-sam Rate=0.3", "sgd Rate=0", "l-sam Rate=0",
                "regularized-sgd Rate=0", "j-sam Rate=0", "1-sam Rate=0"],
            study.Runs.Labels);
    }

    [Fact]
    public void A_shipped_study_takes_the_place_of_the_section_Study_and_leaves_the_others()
    {
        using var run = new CommandRun();
        run.Write(
            "appsettings.json", """{ "Study": { "Epoch": 3 }, "Output": { "Directory": "elsewhere" }, "Plugins": { "Disabled": [] } }""");

        var result = run.Invoke(
            "run", "--study", "toy-deep-linear", "--quiet", "--set", "Study:Epochs=1", "--set", "Study:Seeds=1", "--set",
            "Study:RecordExamplesAt=[]");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Equal(6, Directory.GetFiles(run.File("elsewhere", "toy-deep-linear"), "manifest.json", SearchOption.AllDirectories).Length);
    }

    /// <summary>
    /// J-SAM is SGD with the derived penalty: at rho and at a tenth of it their losses stay together, while SGD's leaves them by an amount
    /// that follows rho.
    /// </summary>
    [Fact]
    public void In_the_deep_linear_toy_J_SAM_and_the_derived_penalty_take_the_same_steps()
    {
        var (far, near) = (Distances(0.01), Distances(0.001));

        Assert.True(far.ToPenalty < 0.001 * far.ToSgd, $"{far}");
        Assert.True(near.ToPenalty < 0.01 * near.ToSgd, $"{near}");
        // First order in rho.
        Assert.Equal(10, far.ToSgd / near.ToSgd, 0.5);
    }

    private static (double ToPenalty, double ToSgd) Distances(double rho)
    {
        using var study = SmallStudy.Shipped("toy-deep-linear", $$"""
            { "Study": { "Seeds": [1], "Epochs": 20, "EvaluationEvery": 20, "RecordExamplesAt": [], "Optimizers": [
              { "Name": "sgd" }, { "Name": "j-sam", "Options": { "Rho": {{rho}} } }, { "Name": "derived-penalty",
                "Options": { "Rho": {{rho}} } }] } }
            """);
        var losses = study.RunToTheEnd()
            .ToDictionary(outcome => outcome.Label, outcome => MetricsRows.Column(outcome.Folder, "train_loss"));
        return (Distance("derived-penalty"), Distance("sgd"));

        double Distance(string label) => losses["j-sam"].Zip(losses[label], (one, other) => Math.Abs(one!.Value - other!.Value)).Max();
    }
}
