/* `record`, `record_signature` and `live_outputs` of `tapeflow/engine/trace.py`, in C.

   A prototype that `measure.py` compares with them; no part of the package. Tensors and traces stay
   Python's objects, whose slots are read and written in place. What is rare is left to Python: an
   unseen signature, another trace's tensor, a function's body, a trace that is full. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <string.h>

/* The slots that are read or written, and where objects keep them, in bytes. */
enum {
    SPEC, VALUE, TRACE, SERIAL, INDEX, VARIABLE,
    CLOSED, GRAPH, LOCK, NODES, OUTPUTS, LEAVES, LEAF_REFS, TRACE_NBYTES, TRACE_SERIAL, SITES,
    OUT_SPECS, SINGLE, SIGNATURES, SPEC_NBYTES, SLOT_COUNT
};
static const char *const SLOTS[SLOT_COUNT][2] = {
    [SPEC] = {"Tensor", "_spec"}, [VALUE] = {"Tensor", "_value"}, [TRACE] = {"Tensor", "_trace"},
    [SERIAL] = {"Tensor", "_serial"}, [INDEX] = {"Tensor", "_index"},
    [VARIABLE] = {"Tensor", "_variable"}, [CLOSED] = {"Trace", "closed"},
    [GRAPH] = {"Trace", "graph"}, [LOCK] = {"Trace", "lock"}, [NODES] = {"Trace", "nodes"},
    [OUTPUTS] = {"Trace", "outputs"}, [LEAVES] = {"Trace", "leaves"},
    [LEAF_REFS] = {"Trace", "leaf_refs"}, [TRACE_NBYTES] = {"Trace", "nbytes"},
    [TRACE_SERIAL] = {"Trace", "serial"}, [SITES] = {"Trace", "sites"},
    [OUT_SPECS] = {"Signature", "out_specs"}, [SINGLE] = {"Signature", "single"},
    [SIGNATURES] = {"Op", "signatures"}, [SPEC_NBYTES] = {"Spec", "nbytes"},
};
static Py_ssize_t offsets[SLOT_COUNT];

#define AT(object, slot) (*(PyObject **)((char *)(object) + offsets[slot]))

/* What is used of Python's side; `bind` finds it by these names. */
static struct {
    PyObject *Tensor, *Trace, *Signature, *Op, *Spec;
    PyObject *local, *settings, *current, *flush, *run_pending, *unseen, *record_signature;
    PyObject *globals; /* of `trace`, where its bounds stand */
} python;

static const struct {
    const char *name;
    PyObject **object;
} NAMES[] = {
    {"Tensor", &python.Tensor}, {"Trace", &python.Trace}, {"Signature", &python.Signature},
    {"Spec", &python.Spec}, {"local", &python.local}, {"settings", &python.settings},
    {"current", &python.current}, {"flush", &python.flush}, {"unseen", &python.unseen},
    {"_run_pending", &python.run_pending}, {"record_signature", &python.record_signature},
};

enum { T_TRACE, T_ACQUIRE, T_RELEASE, T_NAME, T_OUT_SPECS, T_SINGLE, T_OP_BY_OP, T_NODES, T_BYTES };
static const char *const TEXTS[] = {
    "trace", "acquire", "release", "__name__", "out_specs", "single", "op_by_op", "MAX_NODES",
    "MAX_BYTES",
};
static PyObject *texts[Py_ARRAY_LENGTH(TEXTS)], *nothing;

#define IS_TENSOR(object) Py_IS_TYPE(object, (PyTypeObject *)python.Tensor)

/* ---- where the user stands ---- */

static int is_ours(PyFrameObject *frame)
{
    PyObject *globals = PyFrame_GetGlobals(frame);
    PyObject *name = PyDict_GetItemWithError(globals, texts[T_NAME]);
    int ours = 0;
    if (name != NULL && PyUnicode_Check(name) && PyUnicode_IS_COMPACT_ASCII(name)) {
        const char *text = PyUnicode_DATA(name);
        ours = !strncmp(text, "tapeflow", 8) && (text[8] == '.' || text[8] == '\0');
    }
    Py_DECREF(globals);
    return ours;
}

static PyObject *user_site(void)
{
    PyFrameObject *frame = PyThreadState_GetFrame(PyThreadState_Get());
    while (is_ours(frame)) {
        PyFrameObject *outer = PyFrame_GetBack(frame);
        if (outer == NULL)
            break;
        Py_SETREF(frame, outer);
    }
    PyObject *site = Py_BuildValue("(Ni)", PyFrame_GetCode(frame), PyFrame_GetLasti(frame));
    Py_DECREF(frame);
    return site;
}

/* ---- a node ---- */

static PyObject *leaf_reference(PyObject *trace, PyObject *tensor, Py_ssize_t *nbytes)
{
    PyObject *known = AT(trace, LEAF_REFS), *leaves = AT(trace, LEAVES);
    PyObject *identity = PyLong_FromVoidPtr(tensor);
    if (identity == NULL)
        return NULL;
    PyObject *reference = Py_XNewRef(PyDict_GetItemWithError(known, identity));
    if (reference == NULL && !PyErr_Occurred()) {
        reference = PyLong_FromSsize_t(~PyList_GET_SIZE(leaves));
        if (reference != NULL && (PyList_Append(leaves, tensor) < 0
                                  || PyDict_SetItem(known, identity, reference) < 0))
            Py_CLEAR(reference);
        *nbytes += PyLong_AsSsize_t(AT(AT(tensor, SPEC), SPEC_NBYTES));
    }
    Py_DECREF(identity);
    return reference;
}

static int fill_references(PyObject *references, PyObject *trace, PyObject *known, PyObject *inputs)
{
    Py_ssize_t count = PyTuple_GET_SIZE(known), nbytes = 0;
    for (Py_ssize_t i = 0; i < count; i++)
        PyTuple_SET_ITEM(references, i, Py_NewRef(PyTuple_GET_ITEM(known, i)));
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(inputs); i++) {
        PyObject *tensor = PySequence_Fast_GET_ITEM(inputs, i);
        PyObject *reference = AT(tensor, TRACE) == trace
            ? Py_NewRef(AT(tensor, INDEX))
            : leaf_reference(trace, tensor, &nbytes);
        if (reference == NULL)
            return -1;
        PyTuple_SET_ITEM(references, count + i, reference);
    }
    if (nbytes) {
        PyObject *sum = PyLong_FromSsize_t(PyLong_AsSsize_t(AT(trace, TRACE_NBYTES)) + nbytes);
        if (sum == NULL)
            return -1;
        Py_SETREF(AT(trace, TRACE_NBYTES), sum);
    }
    return 0;
}

static PyObject *pending(PyObject *trace, PyObject *spec)
{
    PyTypeObject *class = (PyTypeObject *)python.Tensor;
    PyObject *tensor = class->tp_alloc(class, 0);
    if (tensor != NULL) {
        AT(tensor, SPEC) = Py_NewRef(spec);
        AT(tensor, VALUE) = Py_NewRef(Py_None);
        AT(tensor, TRACE) = Py_NewRef(trace);
        AT(tensor, SERIAL) = Py_NewRef(AT(trace, TRACE_SERIAL));
        AT(tensor, VARIABLE) = Py_NewRef(Py_None);
    }
    return tensor;
}

static int append_node(PyObject *trace, PyObject *node, PyObject *site, PyObject *results)
{
    PyObject *outputs = AT(trace, OUTPUTS);
    Py_ssize_t start = PyList_GET_SIZE(outputs), i;
    for (i = 0; i < PyTuple_GET_SIZE(results); i++) {
        PyObject *tensor = PyTuple_GET_ITEM(results, i), *index = PyLong_FromSsize_t(start + i);
        if (index == NULL)
            goto failed;
        AT(tensor, INDEX) = index;
        if (PyList_Append(outputs, tensor) < 0)
            goto failed;
    }
    if (PyList_Append(AT(trace, SITES), site) < 0)
        goto failed;
    if (PyList_Append(AT(trace, NODES), node) == 0)
        return 0;
    PyObject *sites = AT(trace, SITES);
    PyList_SetSlice(sites, PyList_GET_SIZE(sites) - 1, PyList_GET_SIZE(sites), NULL);
failed:
    PyList_SetSlice(outputs, start, start + i, NULL);
    return -1;
}

/* The tuple of results. All that the garbage collector may run Python code for is made first. */
static PyObject *add_node(PyObject *trace, PyObject *signature, PyObject *specs, PyObject *inputs,
                          PyObject *known)
{
    Py_ssize_t count = PyTuple_GET_SIZE(specs);
    PyObject *site = user_site(), *node = PyTuple_New(2), *results = PyTuple_New(count);
    PyObject *references = PyTuple_New(PyTuple_GET_SIZE(known) + PySequence_Fast_GET_SIZE(inputs));
    int done = -1;
    if (site == NULL || node == NULL || results == NULL || references == NULL)
        goto end;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *tensor = pending(trace, PyTuple_GET_ITEM(specs, i));
        if (tensor == NULL)
            goto end;
        PyTuple_SET_ITEM(results, i, tensor);
    }
    if (fill_references(references, trace, known, inputs) < 0)
        goto end;
    PyTuple_SET_ITEM(node, 0, Py_NewRef(signature));
    PyTuple_SET_ITEM(node, 1, Py_NewRef(references));
    done = append_node(trace, node, site, results);
end:
    Py_XDECREF(site);
    Py_XDECREF(node);
    Py_XDECREF(references);
    if (done < 0)
        Py_CLEAR(results);
    return results;
}

/* ---- recording ---- */

static PyObject *open_trace(void)
{
    PyObject *trace = PyObject_GetAttr(python.local, texts[T_TRACE]);
    if (trace != NULL && (trace == Py_None || AT(trace, CLOSED) == Py_True)) {
        Py_DECREF(trace);
        trace = PyObject_CallNoArgs(python.current);
    }
    return trace;
}

/* Whether all inputs can be recorded here: 1; 0 leaves it to Python; -1 is an error. */
static int prepare(PyObject *trace, PyObject *inputs)
{
    if (AT(trace, GRAPH) != Py_None)
        return 0;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(inputs); i++) {
        PyObject *tensor = PySequence_Fast_GET_ITEM(inputs, i);
        if (!IS_TENSOR(tensor))
            return 0;
        PyObject *other = AT(tensor, TRACE);
        if (other != Py_None && other != trace) {
            PyObject *done = PyObject_CallOneArg(python.run_pending, tensor);
            if (done == NULL)
                return -1;
            Py_DECREF(done);
        }
    }
    return 1;
}

static int release(PyObject *lock)
{
    PyObject *type, *value, *traceback, *done;
    PyErr_Fetch(&type, &value, &traceback);
    done = PyObject_CallMethodNoArgs(lock, texts[T_RELEASE]);
    Py_XDECREF(done);
    if (type != NULL)
        PyErr_Restore(type, value, traceback);
    return done == NULL ? -1 : 0;
}

static Py_ssize_t bound(PyObject *name)
{
    PyObject *most = PyDict_GetItemWithError(python.globals, name);
    return most == NULL ? -1 : PyLong_AsSsize_t(most);
}

static int flush_if_full(PyObject *trace)
{
    PyObject *op_by_op = PyObject_GetAttr(python.settings, texts[T_OP_BY_OP]);
    if (op_by_op == NULL)
        return -1;
    Py_DECREF(op_by_op);
    if (op_by_op != Py_True && PyList_GET_SIZE(AT(trace, NODES)) < bound(texts[T_NODES])
        && PyLong_AsSsize_t(AT(trace, TRACE_NBYTES)) <= bound(texts[T_BYTES]))
        return PyErr_Occurred() ? -1 : 0;
    PyObject *done = PyObject_CallOneArg(python.flush, trace);
    Py_XDECREF(done);
    return done == NULL ? -1 : 0;
}

/* A slot of a signature, or a plain attribute of what stands for one. */
static PyObject *signature_part(PyObject *signature, int slot, PyObject *name)
{
    if (PyObject_TypeCheck(signature, (PyTypeObject *)python.Signature))
        return Py_NewRef(AT(signature, slot));
    return PyObject_GetAttr(signature, name);
}

/* One tensor where the public function gives one. Takes over `results`. */
static PyObject *unwrapped(PyObject *signature, PyObject *results)
{
    PyObject *single = signature_part(signature, SINGLE, texts[T_SINGLE]);
    if (single != Py_False)
        Py_SETREF(results, single == NULL ? NULL : Py_NewRef(PyTuple_GET_ITEM(results, 0)));
    Py_XDECREF(single);
    return results;
}

static PyObject *record_inputs(PyObject *, PyObject *, PyObject *);

/* Appends the node, unless another thread ran the trace just now. */
static PyObject *record_in(PyObject *trace, PyObject *signature, PyObject *inputs, PyObject *known)
{
    PyObject *specs = signature_part(signature, OUT_SPECS, texts[T_OUT_SPECS]);
    PyObject *lock = Py_NewRef(AT(trace, LOCK)), *results = NULL;
    PyObject *acquired = specs == NULL ? NULL : PyObject_CallMethodNoArgs(lock, texts[T_ACQUIRE]);
    if (acquired != NULL) {
        int closed = AT(trace, CLOSED) == Py_True;
        if (!closed)
            results = add_node(trace, signature, specs, inputs, known);
        if (release(lock) < 0)
            Py_CLEAR(results);
        else if (closed)
            results = record_inputs(signature, inputs, known);
        else if (results != NULL && flush_if_full(trace) < 0)
            Py_CLEAR(results);
        else if (results != NULL)
            results = unwrapped(signature, results);
    }
    Py_XDECREF(acquired);
    Py_XDECREF(specs);
    Py_DECREF(lock);
    return results;
}

static PyObject *record_inputs(PyObject *signature, PyObject *inputs, PyObject *known)
{
    PyObject *trace = open_trace(), *results = NULL;
    if (trace == NULL)
        return NULL;
    int ready = prepare(trace, inputs);
    if (ready == 0)
        results = PyObject_CallFunctionObjArgs(python.record_signature, signature, inputs, known,
                                               NULL);
    else if (ready == 1)
        results = record_in(trace, signature, inputs, known);
    Py_DECREF(trace);
    return results;
}

static PyObject *record_signature(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count < 2 || count > 3 || (count == 3 && !PyTuple_Check(args[2]))) {
        PyErr_SetString(PyExc_TypeError, "record_signature(signature, inputs, known=())");
        return NULL;
    }
    PyObject *inputs = PySequence_Fast(args[1], "inputs must be a sequence");
    if (inputs == NULL)
        return NULL;
    PyObject *results = record_inputs(args[0], inputs, count == 3 ? args[2] : nothing);
    Py_DECREF(inputs);
    return results;
}

/* What `op.signatures` is asked by. */
static PyObject *signature_key(PyObject *inputs, PyObject *attrs)
{
    PyObject *key = PyTuple_New(1 + PySequence_Fast_GET_SIZE(inputs));
    if (key == NULL)
        return NULL;
    PyTuple_SET_ITEM(key, 0, Py_NewRef(attrs));
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(inputs); i++) {
        PyObject *tensor = PySequence_Fast_GET_ITEM(inputs, i);
        if (!IS_TENSOR(tensor)) {
            Py_DECREF(key);
            return PyErr_Format(PyExc_TypeError, "input %zd is no tensor: %R", i, tensor);
        }
        PyTuple_SET_ITEM(key, i + 1, Py_NewRef(AT(tensor, SPEC)));
    }
    return key;
}

static PyObject *record(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || !Py_IS_TYPE(args[0], (PyTypeObject *)python.Op)) {
        PyErr_SetString(PyExc_TypeError, "record(op, inputs, attrs)");
        return NULL;
    }
    PyObject *signature = NULL, *key = NULL, *results = NULL;
    PyObject *inputs = PySequence_Fast(args[1], "inputs must be a sequence");
    if (inputs == NULL || (key = signature_key(inputs, args[2])) == NULL)
        goto end;
    signature = Py_XNewRef(PyDict_GetItemWithError(AT(args[0], SIGNATURES), key));
    if (signature == NULL && !PyErr_Occurred())
        signature = PyObject_CallFunctionObjArgs(python.unseen, args[0], key, inputs, NULL);
    if (signature != NULL)
        results = record_inputs(signature, inputs, nothing);
end:
    Py_XDECREF(inputs);
    Py_XDECREF(key);
    Py_XDECREF(signature);
    return results;
}

static PyObject *live_outputs(PyObject *module, PyObject *outputs)
{
    if (!PyList_CheckExact(outputs))
        return PyErr_Format(PyExc_TypeError, "live_outputs(list)");
    PyObject *live = PyTuple_New(PyList_GET_SIZE(outputs));
    Py_ssize_t count = 0;
    if (live == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(outputs); i++)
        if (Py_REFCNT(PyList_GET_ITEM(outputs, i)) > 1)
            PyTuple_SET_ITEM(live, count++, PyLong_FromSsize_t(i));
    _PyTuple_Resize(&live, count);
    return live;
}

/* ---- the module ---- */

/* Looks up what is used of Python's side: names of `tapeflow.engine.trace`, and the class `Op`. */
static PyObject *bind(PyObject *module, PyObject *args)
{
    PyObject *trace;
    if (!PyArg_ParseTuple(args, "OO", &trace, &python.Op))
        return NULL;
    Py_INCREF(python.Op);
    python.globals = Py_NewRef(PyModule_GetDict(trace));
    for (size_t i = 0; i < Py_ARRAY_LENGTH(NAMES); i++) {
        *NAMES[i].object = PyObject_GetAttrString(trace, NAMES[i].name);
        if (*NAMES[i].object == NULL)
            return NULL;
    }
    for (int i = 0; i < SLOT_COUNT; i++) {
        PyObject *class = i == SIGNATURES ? Py_NewRef(python.Op)
                                          : PyObject_GetAttrString(trace, SLOTS[i][0]);
        PyObject *slot = class == NULL ? NULL : PyObject_GetAttrString(class, SLOTS[i][1]);
        Py_XDECREF(class);
        if (slot == NULL)
            return NULL;
        if (!Py_IS_TYPE(slot, &PyMemberDescr_Type))
            return PyErr_Format(PyExc_TypeError, "%s.%s is no slot", SLOTS[i][0], SLOTS[i][1]);
        offsets[i] = ((PyMemberDescrObject *)slot)->d_member->offset;
        Py_DECREF(slot);
    }
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"bind", bind, METH_VARARGS, NULL},
    {"record", (PyCFunction)(void (*)(void))record, METH_FASTCALL, NULL},
    {"record_signature", (PyCFunction)(void (*)(void))record_signature, METH_FASTCALL, NULL},
    {"live_outputs", live_outputs, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "recorder", .m_size = -1, .m_methods = methods,
};

PyMODINIT_FUNC PyInit_recorder(void)
{
    for (size_t i = 0; i < Py_ARRAY_LENGTH(TEXTS); i++)
        texts[i] = PyUnicode_InternFromString(TEXTS[i]);
    nothing = PyTuple_New(0);
    return PyModule_Create(&definition);
}
