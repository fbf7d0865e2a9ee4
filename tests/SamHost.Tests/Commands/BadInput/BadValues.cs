using static SamHost.Tests.Commands.BadInput.BadInputCase;

namespace SamHost.Tests.Commands.BadInput;

/// <summary>Settings with wrong keys, types and values.</summary>
internal static class BadValues
{
    public static readonly BadInputCase[] Cases =
    [
        Set("an unknown section", ["Studdy:Epochs=1"], "--set Studdy:Epochs=1: Studdy: unknown key; did you mean Study?"),
        Set("an unknown key of a section", ["Study:Epoch=1"], "Study:Epoch: unknown key; did you mean Epochs?"),
        Set(
            "an unknown key like no other", ["Torch:Colour=1"],
            "Torch:Colour: unknown key; valid keys are Device, Threads, Precision, Library."),
        Set("an unknown key of a component", ["Study:Model:Opts=1"], "Study:Model:Opts: unknown key; valid keys are Name, Options."),
        Set("text for a number", ["Study:Epochs=ten"], "Study:Epochs: 'ten' is not an integer; give a whole number from 1 to 1000000."),
        Set("a fraction for a whole number", ["Study:Epochs=1.5"],
            "Study:Epochs: 1.5 is not an integer; give a whole number from 1 to 1000000."),
        Set("more epochs than a run can list", ["Study:Epochs=2000000000"],
            "Study:Epochs: 2000000000 is out of range; give a whole number from 1 to 1000000."),
        Set("a null for a number", ["Study:Epochs=null"], "Study:Epochs: null is not allowed here; give a whole number from 1 to 1000000."),
        Set("a number out of range", ["Study:BatchSize=0"], "Study:BatchSize: 0 is out of range; give a whole number of at least 1."),
        Set("a number too large for its type", ["Study:BatchSize=2147483648"], "Study:BatchSize: 2147483648 is outside", "2147483647"),
        Set("a number that is not finite", ["Study:Noise={\"Name\":\"symmetric\",\"Options\":{\"Rate\":\"NaN\"}}"],
            "Rate: 'NaN' is not a finite number; give a number from 0 to 1."),
        Set("a value for a section", ["Study=5"], "--set Study=5: Study: 5 is not an object"),
        Set("a name for a list of components", ["Study:Optimizers=sgd"], "Study:Optimizers: 'sgd' is not a list; give a list [ ... ]"),
        Set("a wrong word for one of several", ["Study:EarlyStopping:Metric=Acuracy"], "Study:EarlyStopping:Metric", "Accuracy, Loss"),
        Set("an element that is no number", ["Study:Seeds=1,x"], "Study:Seeds:1: 'x' is not an integer"),
        Set("an index beyond the list", ["Study:Optimizers:9:Name=sgd"],
            "Study:Optimizers:9: '9' is no index here; the list has 1 element: give 0, or 1 to append."),
        Set("no seeds", ["Study:Seeds=[]"], "Study:Seeds: has 0 elements; give at least 1."),
        Set("a seed given twice", ["Study:Seeds=1,2,1"], "Study:Seeds:2: the seed 1 is there twice; give each seed once."),
        Set("no optimizers", ["Study:Optimizers=[]"], "Study:Optimizers: has 0 elements; give at least 1."),
        Set("an epoch to record beyond the last", ["Study:RecordExamplesAt=1,2"],
            "Study:RecordExamplesAt:1: there is no epoch 2; epochs go from 1 to 1."),
        Set("a study name that leaves its folder", ["Study:Name=../x"], "Study:Name: must start with a letter or digit"),
        Set("an empty study name", ["Study:Name="], "Study:Name: is required"),
        Set("a label with a line break", ["Study:Optimizers:0:Label=a\nb"],
            "Study:Optimizers:0:Label: must have 1 to 200 characters"),
        Set("a label of 201 characters", [$"Study:Optimizers:0:Label={new string('x', 201)}"],
            "Study:Optimizers:0:Label: must have 1 to 200 characters"),
        Set("an empty label", ["Study:Optimizers:0:Label="], "Study:Optimizers:0:Label"),
        Set("all examples for validation", ["Study:EarlyStopping:ValidationFraction=1"],
            "Study:EarlyStopping:ValidationFraction: 1 is out of range", "below 1"),
        Set("no example for validation", ["Study:EarlyStopping:ValidationFraction=0.01"],
            "Study:EarlyStopping:ValidationFraction: 0.01 of 16 training examples is less than one; give a larger share."),
        Set("a device that is none", ["Torch:Device=gpu"], "Torch:Device: must be cpu, cuda, cuda:N or auto."),
        Set("no device", ["Torch:Device="], "Torch:Device: is required"),
        Set("a device that is not there", ["Torch:Device=cuda:99"], "Torch:Device is 'cuda:99', but "),
        Set("no threads", ["Torch:Threads=0"], "Torch:Threads: 0 is out of range; give a whole number from 1 to 1024."),
        new("a study that is not shipped", ["--study", "digitz"],
            "--study digitz: there is no shipped study 'digitz'; did you mean digits?"),
        Set("a sweep of the study's name", ["Study:Sweep={\"Study:Name\":[\"a\"]}"],
            "Study:Sweep:Study:Name: a sweep varies what is below Study"),
        Set("a sweep of the threads", ["Study:Sweep={\"Torch:Threads\":[1,2]}"],
            "Study:Sweep:Torch:Threads: a sweep varies what is below Study"),
        Set("a sweep of a setting that is none", ["Study:Sweep={\"Study:Epoch\":[1,2]}"], "Study:Epoch: unknown key; did you mean Epochs?"),
        Set("a sweep over nothing", ["Study:Sweep={\"Study:Epochs\":[]}"],
            "Study:Sweep:Study:Epochs: the list is empty; give at least one value."),
        Set("a sweep of one value", ["Study:Sweep={\"Study:Epochs\":5}"],
            "Study:Sweep:Study:Epochs: 5 is neither a list nor a range; give [ value, ... ]"),
        Set("a sweep with half a range", ["Study:Sweep={\"Study:Epochs\":{\"From\":5}}"], "Study:Sweep:Study:Epochs:To: is required"),
        Set("a sweep with a range upside down", ["Study:Sweep={\"Study:Epochs\":{\"From\":5,\"To\":2}}"],
            "Study:Sweep:Study:Epochs:To: is not above From"),
        Set("a sweep of the logarithm of zero", ["Study:Sweep={\"Study:Epochs\":{\"From\":0,\"To\":2,\"Scale\":\"Log\"}}"],
            "Study:Sweep:Study:Epochs:From: must be above 0 on a Log scale."),
        Set("a sweep of an option that no optimizer has", ["Study:Sweep={\"Study:Optimizers:*:Options:Rhoo\":[1]}"],
            "no optimizer of the study has the option Rhoo"),
        Set("a sweep of an optimizer that is not there", ["Study:Sweep={\"Study:Optimizers:7:Options:Rho\":[1]}"],
            "Study:Optimizers:7: '7' is no index here"),
        new("no processes", ["--parallel", "0"], "--parallel: give a number of processes of at least 1.") { Lines = 2 },
        new("a wrong type in the environment", [],
            "environment variable SAMHOST__Study__Epochs: Study:Epochs: 'x' is not an integer") { Variable =
                ("SAMHOST__Study__Epochs", "x") },
        new("an empty part of a variable's name", [],
            "environment variable SAMHOST__Study____Epochs: a part of the name is empty; write SAMHOST__Study__Epochs")
        {
            Variable = ("SAMHOST__Study____Epochs", "1"),
        },
        new("an unknown key in the environment", [],
            "environment variable SAMHOST__Study__Epocs: Study:Epocs: unknown key; did you mean Epochs?")
        {
            Variable = ("SAMHOST__Study__Epocs", "1"),
        },
    ];
}
