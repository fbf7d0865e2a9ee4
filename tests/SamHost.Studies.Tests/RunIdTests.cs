using SamHost.Studies.Plans;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests;

public class RunIdTests
{
    [Fact]
    public void The_same_settings_have_the_same_id_wherever_their_results_go()
    {
        var id = Id();

        Assert.Equal(id, Id());
        Assert.Equal(id, Id("""{ "Study": { "Name": "other" }, "Output": { "Directory": "elsewhere" } }"""));
        // A default that is written out is the same setting, and so is the same list of epochs.
        Assert.Equal(
            id, Id("""
                { "Study": { "EvaluationEvery": 1, "RecordExamplesAt": [1, 2], "RecordWeightsAt": [2],
                  "Noise": { "Options": { "Over": "OtherClasses" } } } }
                """));
        // So is a study with more optimizers and seeds.
        Assert.Equal(id, Id("""{ "Study": { "Seeds": [1, 5], "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }] } }"""));
    }

    [Fact]
    public void Any_setting_that_could_matter_makes_another_id()
    {
        string[] changes =
        [
            """{ "Study": { "Seeds": [2] } }""",
            """{ "Study": { "Epochs": 3 } }""",
            """{ "Study": { "BatchSize": 17 } }""",
            """{ "Study": { "EvaluationEvery": 2 } }""",
            """{ "Study": { "RecordExamplesAt": [1] } }""",
            """{ "Study": { "Dataset": { "Options": { "NoiseStd": 0.1 } } } }""",
            """{ "Study": { "Noise": { "Options": { "Rate": 0.31 } } } }""",
            """{ "Study": { "Noise": { "Name": "none" } } }""",
            """{ "Study": { "Model": { "Options": { "HiddenSizes": [9] } } } }""",
            """{ "Study": { "Model": { "Options": { "Dropout": 0.1 } } } }""",
            """{ "Study": { "Loss": { "Name": "label-smoothing" } } }""",
            """{ "Study": { "Loss": { "Name": "generalized-cross-entropy" } } }""",
            """
                { "Study": { "Optimizers": [{ "Name": "sgd", "Loss": { "Name": "generalized-cross-entropy", "Options": { "Q": 0.5 } } }] } }
                """,
            """{ "Study": { "BaseRule": { "Options": { "Momentum": 0.8 } } } }""",
            """{ "Study": { "BaseRule": { "Name": "adamw" } } }""",
            """{ "Study": { "Schedule": { "Name": "cosine" } } }""",
            """{ "Study": { "Schedule": { "Options": { "WarmupEpochs": 1 } } } }""",
            """{ "Study": { "EarlyStopping": { "Patience": 10 } } }""",
            """{ "Study": { "EarlyStopping": { "Patience": 11 } } }""",
            """{ "Study": { "Optimizers": [{ "Name": "sgd", "Label": "other" }] } }""",
            """{ "Study": { "Optimizers": [{ "Name": "1-sam" }] } }""",
            """{ "Study": { "Optimizers": [{ "Name": "1-sam", "Options": { "Rho": 0.051 } }] } }""",
            """{ "Gradients": { "Strict": true } }""",
            """{ "Torch": { "Threads": 3 } }""",
            """{ "Torch": { "Device": "auto" } }""",
            """{ "Torch": { "Precision": "BFloat16" } }""",
            """{ "Torch": { "Precision": "Float64" } }""",
        ];
        var ids = changes.Select(change => Id(change)).Append(Id()).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void An_id_is_a_file_name_that_a_person_recognises()
    {
        Assert.Matches("^sgd-s1-[0-9a-f]{10}$", Id());
        Assert.Matches(
            "^1-SAM__a__b-s1-[0-9a-f]{10}$", Id("""{ "Study": { "Optimizers": [{ "Name": "1-sam", "Label": "1-SAM (a)/b" }] } }"""));
    }

    private static string Id(params string[] layers)
    {
        using var study = new SmallStudy(layers);
        return new RunConfiguration(study.Plan, study.Plan.Optimizers[0], study.Plan.Study.Seeds[0]).Id;
    }
}
